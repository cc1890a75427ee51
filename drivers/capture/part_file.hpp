// A file that appears under its name only when it is whole: written as NAME.part, renamed at last.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/status.hpp"

namespace ocellus::capture {

class PartFile {
 public:
  PartFile() = default;
  ~PartFile() { abandon(); }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  // kTooLarge: the path is too long. kNoSpace, kNotFound (no such folder), kIo.
  Status create(const char* path);

  // kNoSpace when the medium is full. After any failure the file can only be abandoned.
  Status append(std::span<const std::uint8_t> bytes);
  Status write_at(std::uint64_t offset, std::span<const std::uint8_t> bytes);

  // Bytes appended so far.
  std::uint64_t size() const { return size_; }

  // Forces the bytes to the medium and gives the file its name, over an older one. On failure the
  // part is removed.
  Status commit();

  // Removes the part. Does nothing after commit().
  void abandon();

  bool is_open() const { return descriptor_ >= 0; }

 private:
  static constexpr std::size_t kMaximumPath = 4096;

  std::array<char, kMaximumPath> path_ = {};
  std::array<char, kMaximumPath> part_ = {};
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace ocellus::capture
