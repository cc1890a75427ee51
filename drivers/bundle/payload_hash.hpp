// SHA-512 of bytes that come in pieces. No allocation.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "drivers/bundle/manifest.hpp"

namespace ocellus::bundle {

class PayloadHash {
 public:
  PayloadHash();

  void add(std::span<const std::byte> bytes);
  // Ends it: add nothing more.
  Hash finish();

 private:
  // The library's state: eight words, the bytes counted, a block. The .cpp holds it to this size.
  alignas(8) std::array<std::byte, 208> state_;
};

}  // namespace ocellus::bundle
