// A regular file, read at any offset without moving a position and without a buffer of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/status.hpp"

namespace ocellus::capture {

class ByteFile {
 public:
  ByteFile() = default;
  ~ByteFile() { close(); }
  ByteFile(const ByteFile&) = delete;
  ByteFile& operator=(const ByteFile&) = delete;

  // `directory`: a descriptor that relative paths start from, or AT_FDCWD. kNotFound when there is
  // no such file, kUnsupported when it is no regular file, kIo with errno otherwise.
  Status open(int directory, const char* path);
  void close();

  // As it was when opened.
  std::uint64_t size() const { return size_; }

  // Fills `bytes` from that offset. kTruncated when that reaches beyond size(), kIo when the file
  // cannot be read or has become shorter since.
  Status read_at(std::uint64_t offset, std::span<std::uint8_t> bytes) const;

 private:
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace ocellus::capture
