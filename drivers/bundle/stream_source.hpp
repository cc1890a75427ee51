// A bundle that comes once: from a connection or a pipe.
#pragma once

#include <cstdint>

#include "drivers/bundle/bundle_source.hpp"

namespace ocellus::bundle {

class StreamSource final : public BundleSource {
 public:
  struct Patience {
    std::uint32_t silence_ms = 10'000;     // between two pieces
    std::uint32_t whole_ms = 30 * 60'000;  // for all of it: a sender may also be slow for ever
  };

  // `descriptor` stays the caller's, open while this object is used; blocking or not. The whole
  // begins now.
  explicit StreamSource(int descriptor) : StreamSource(descriptor, Patience{}) {}
  StreamSource(int descriptor, Patience patience);

  // kTimeout: either patience is at its end. kDisconnected: the other side broke off; one that
  // closes in order has given its last byte.
  Status read(std::span<std::byte> into, std::size_t& count) override;
  bool rewinds() const override { return false; }
  Status rewind() override { return Status::failure(Code::kUnsupported, "comes only once"); }

 private:
  int descriptor_;
  std::uint32_t silence_ms_;
  std::int64_t end_ms_;  // on the monotonic clock
  std::uint64_t at_ = 0;
};

}  // namespace ocellus::bundle
