// A folder of pictures as a camera: its JPEG and PNG files in the order of their names.
#pragma once

#include <dirent.h>
#include <fcntl.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/capture/byte_file.hpp"
#include "drivers/capture/source.hpp"

namespace ocellus::capture {

class FolderSource final : public Source {
 public:
  // `memory` holds the names and the newest picture; `rate` is what nominal_rate() says, above 0.
  FolderSource(std::span<std::uint8_t> memory, double rate) : memory_(memory), rate_(rate) {}
  ~FolderSource() override { close(); }
  FolderSource(const FolderSource&) = delete;
  FolderSource& operator=(const FolderSource&) = delete;

  // Lists the folder; files that come later are not seen. Names end in .jpg, .jpeg or .png, in any
  // case, and do not begin with a dot. kNotFound: no folder, or no such file in it. kTooLarge: the
  // names need more than a quarter of the memory.
  Status open(const char* folder);

  // The same for one picture, whatever its name ends in.
  Status open_picture(const char* path);

  // A file that is neither JPEG nor PNG by its first bytes is kCorrupt, one that has gone or cannot
  // be read too, with errno; one that is larger than the memory kTooLarge.
  Status next(Frame& frame) override;
  std::uint64_t frame_count() const override { return count_; }
  double nominal_rate() const override { return rate_; }

 private:
  void close();
  Status list(DIR* folder);
  bool add(const char* name);
  const char* name_at(std::uint64_t index) const;
  Status load(const char* name, Frame& frame);

  // memory_ is divided: the names one after the other, the offset of each name in the order they
  // are shown, and the picture.
  std::span<std::uint8_t> memory_;
  std::span<std::uint8_t> names_;
  std::span<std::uint32_t> order_;
  std::span<std::uint8_t> picture_;

  double rate_;
  int folder_ = AT_FDCWD;  // what names are relative to
  ByteFile file_;
  std::size_t names_size_ = 0;
  std::size_t count_ = 0;
  std::uint64_t index_ = 0;
};

}  // namespace ocellus::capture
