// A bundle that is a file: on a stick, a card, the boot partition.
#pragma once

#include <cstdint>

#include "drivers/bundle/bundle_source.hpp"

namespace ocellus::bundle {

class FileSource final : public BundleSource {
 public:
  FileSource() = default;
  ~FileSource() override { close(); }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  // kNotFound; kUnsupported: no regular file; kIo. An open object is closed first.
  Status open(const char* path);
  void close();

  Status read(std::span<std::byte> into, std::size_t& count) override;
  bool rewinds() const override { return true; }
  Status rewind() override;

 private:
  int descriptor_ = -1;
  std::uint64_t at_ = 0;
};

}  // namespace ocellus::bundle
