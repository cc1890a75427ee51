// Bytes in a row, written as whole sectors through memory that may hold less than all of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/storage/block_device.hpp"

namespace ocellus::storage {

class SectorWriter {
 public:
  // `first_alone`: the first sector lasts before another one is written.
  SectorWriter(BlockDevice& device, std::uint64_t offset, std::span<std::byte> scratch,
               bool first_alone)
      : device_(device),
        offset_(offset),
        scratch_(scratch.first(scratch.size() / BlockDevice::kSector * BlockDevice::kSector)),
        first_alone_(first_alone) {}

  Status add(Bytes bytes) {
    while (!bytes.empty()) {
      const std::size_t most = first_alone_ ? BlockDevice::kSector : scratch_.size();
      const std::size_t take = std::min(bytes.size(), most - used_);
      std::copy_n(bytes.begin(), take, scratch_.begin() + used_);
      used_ += take;
      bytes = bytes.subspan(take);
      if (used_ < most) continue;
      if (const Status status = put(); !status.ok()) return status;
    }
    return Status::success();
  }

  // Fills the last sector up, and makes all of it last.
  Status finish() {
    const std::size_t whole =
        (used_ + BlockDevice::kSector - 1) / BlockDevice::kSector * BlockDevice::kSector;
    std::fill(scratch_.begin() + used_, scratch_.begin() + whole, kFill);
    used_ = whole;
    if (used_ == 0 && flushed_) return Status::success();
    if (const Status status = put(); !status.ok()) return status;
    return flushed_ ? Status::success() : device_.flush();
  }

 private:
  static constexpr std::byte kFill{0xff};  // as erased flash

  Status put() {
    if (used_ == 0) return Status::success();
    if (const Status status = device_.write(offset_, scratch_.first(used_)); !status.ok()) {
      return status;
    }
    offset_ += used_;
    used_ = 0;
    flushed_ = false;
    if (!first_alone_) return Status::success();
    first_alone_ = false;
    flushed_ = true;
    return device_.flush();
  }

  BlockDevice& device_;
  std::uint64_t offset_;
  std::span<std::byte> scratch_;
  bool first_alone_;
  std::size_t used_ = 0;
  bool flushed_ = false;  // nothing was written since
};

}  // namespace ocellus::storage
