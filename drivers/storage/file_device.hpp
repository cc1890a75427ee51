// A partition, or a part of an image file, as a medium.
#pragma once

#include <cstdint>

#include "drivers/storage/block_device.hpp"

namespace ocellus::storage {

class FileDevice final : public BlockDevice {
 public:
  enum class Access : std::uint8_t { kRead, kReadAndWrite };

  FileDevice() = default;
  ~FileDevice() override { close(); }
  FileDevice(const FileDevice&) = delete;
  FileDevice& operator=(const FileDevice&) = delete;

  // `length` bytes of the file or block device from `offset` on; 0: all that follow, without those
  // that fill no sector. kNotFound, kReadOnly, kIo; kTruncated: it ends before the range does.
  // An open object is closed first. Nothing is written, and nothing is locked: each region of a
  // medium has one writer (data_layout.hpp).
  // What was opened for reading refuses writes with kReadOnly.
  Status open(const char* path, Access access, std::uint64_t offset = 0, std::uint64_t length = 0);
  void close();

  std::uint64_t size() const override { return size_; }
  Status read(std::uint64_t offset, std::span<std::byte> into) override;
  Status write(std::uint64_t offset, std::span<const std::byte> from) override;
  Status flush() override;
  void forget() override;

 private:
  int descriptor_ = -1;
  bool writes_ = false;
  std::uint64_t offset_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace ocellus::storage
