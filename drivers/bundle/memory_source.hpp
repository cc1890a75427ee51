// A source for tests: bytes in memory, in pieces as small as they are told to be.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "drivers/bundle/bundle_source.hpp"

namespace ocellus::bundle {

class MemorySource final : public BundleSource {
 public:
  explicit MemorySource(std::span<const std::byte> bytes) : bytes_(bytes) {}

  bool seekable = true;
  std::size_t longest_piece = SIZE_MAX;
  std::size_t fails_at = SIZE_MAX;  // kIo when this byte is asked for
  // What it gives once it was rewound: a stick that lies. Empty: the same.
  std::span<const std::byte> second_time = {};

  Status read(std::span<std::byte> into, std::size_t& count) override {
    const std::size_t left = bytes_.size() - at_;
    count = std::min({into.size(), left, longest_piece});
    if (at_ + count > fails_at) return Status::failure(Code::kIo, "cannot be read", at_);
    std::ranges::copy(bytes_.subspan(at_, count), into.begin());
    at_ += count;
    return Status::success();
  }

  bool rewinds() const override { return seekable; }
  Status rewind() override {
    if (!seekable) return Status::failure(Code::kUnsupported, "comes only once");
    if (!second_time.empty()) bytes_ = second_time;
    at_ = 0;
    return Status::success();
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
};

}  // namespace ocellus::bundle
