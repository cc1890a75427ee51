// Where the frames of an AVI file lie, one after the other.
//
// With a usable idx1 index a damaged stretch costs only the frames in it. Without one the chunks
// are walked in order, and after damage the walk goes on at the next thing that looks like a frame.
// Nothing is kept but a window of a few kilobytes, however long the video.
#pragma once

#include <array>
#include <cstdint>

#include "drivers/capture/avi_header.hpp"
#include "drivers/capture/byte_file.hpp"
#include "drivers/capture/riff.hpp"
#include "runtime/status.hpp"

namespace ocellus::capture {

struct FrameExtent {
  std::uint64_t offset = 0;
  std::uint32_t size = 0;  // 0: the frame before is shown again
};

class AviFrames {
 public:
  // Chooses index or walk and counts the frames. `file` must outlive this object.
  Status open(const ByteFile& file, const AviHeader& header);

  // Whole and damaged frames together.
  std::uint64_t count() const { return count_; }

  // The next frame; its bytes lie inside the file. kCorrupt, kTruncated: one frame is lost, `at` is
  // its offset, and the next call goes on. kEndOfStream: no more. kIo: the file cannot be read.
  Status next(FrameExtent& extent);

 private:
  // A few kilobytes of the file, so that following chunks costs few system calls.
  class Window {
   public:
    void attach(const ByteFile& file) {
      file_ = &file;
      size_ = 0;
    }
    // A pointer to `count` (at most kReach) bytes at that offset.
    Status read(std::uint64_t offset, std::size_t count, std::span<const std::uint8_t>& bytes);

   private:
    const ByteFile* file_ = nullptr;
    std::array<std::uint8_t, 4096> bytes_;
    std::uint64_t start_ = 0;
    std::size_t size_ = 0;
  };

  bool is_frame(FourCc id) const { return id == compressed_id_ || id == raw_id_; }
  void rewind();
  Status count_frames();
  Status find_index_base();
  Status next_indexed(FrameExtent& extent);
  Status next_walked(FrameExtent& extent);
  Status resume_after(std::uint64_t damage);

  const ByteFile* file_ = nullptr;
  AviHeader header_;
  FourCc compressed_id_ = {};
  FourCc raw_id_ = {};
  Window window_;
  bool indexed_ = false;
  std::uint64_t index_base_ = 0;  // what the index's offsets count from
  std::uint64_t at_ = 0;          // the next index entry or chunk
  std::uint64_t count_ = 0;
  bool cut_told_ = false;
};

}  // namespace ocellus::capture
