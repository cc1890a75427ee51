// Motion JPEG in AVI with an idx1 index, as ordinary players open it.
//
//   LIST hdrl (avih, LIST strl (strh, strf)), LIST movi (00dc ...), idx1
//
// Sizes and counts are filled in at the end; until then the file is called NAME.part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/capture/part_file.hpp"
#include "runtime/status.hpp"

namespace ocellus::capture {

class AviWriter {
 public:
  struct IndexEntry {
    std::uint32_t offset = 0;  // of the frame's chunk, from the word "movi"
    std::uint32_t size = 0;
  };

  // `index` sets how many frames a video can have: 8 bytes each.
  explicit AviWriter(std::span<IndexEntry> index) : index_(index) {}

  // `width` and `height` in pixels, 1 to 65535; `rate` in frames per second, 0.001 to 1000.
  Status open(const char* path, std::int32_t width, std::int32_t height, double rate);

  // Appends one JPEG picture of the video's size. kTooLarge: the index is full or the file would
  // pass 1 GiB, where plain AVI ends; what is there can still be finished. After kNoSpace or kIo
  // the part is gone and every further call fails the same way.
  Status add(std::span<const std::uint8_t> jpeg);

  // Writes the index and gives the file its name. A video without a frame is a failure too.
  Status finish();

  // Leaves nothing behind; so does the destructor.
  void abandon() { file_.abandon(); }

  std::uint64_t frame_count() const { return frames_; }

 private:
  Status write_header(std::uint32_t movi_end);
  Status write_index();
  Status fail(Status status);

  std::span<IndexEntry> index_;
  PartFile file_;
  Status failure_ = Status::failure(Code::kIo, "the video is not open");
  std::int32_t width_ = 0;
  std::int32_t height_ = 0;
  double rate_ = 0;
  std::uint32_t frames_ = 0;
  std::uint32_t largest_ = 0;  // bytes of the largest frame
};

}  // namespace ocellus::capture
