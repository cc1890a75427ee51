// A fixed stretch of memory handed out from the front and taken back as a whole.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ocellus::picture {

class Region {
 public:
  // Codecs load whole cache lines and SIMD registers.
  static constexpr std::size_t kAlignment = 64;

  explicit Region(std::span<std::byte> memory) : memory_(memory) {
    const std::size_t misaligned = std::bit_cast<std::uintptr_t>(memory.data()) % kAlignment;
    const std::size_t skip = misaligned == 0 ? 0 : kAlignment - misaligned;
    memory_ = skip <= memory.size() ? memory.subspan(skip) : std::span<std::byte>();
  }

  // nullptr when the rest is too small.
  void* allocate(std::size_t bytes) {
    if (bytes > available()) return nullptr;
    last_ = used_;
    used_ += round_up(bytes);
    return memory_.data() + last_;
  }

  // Takes back the newest block; of older ones the room returns with clear().
  void release(const void* block) {
    if (block == memory_.data() + last_) used_ = last_;
  }

  void clear() { used_ = last_ = 0; }

  std::size_t available() const {
    return used_ < memory_.size() ? (memory_.size() - used_) / kAlignment * kAlignment : 0;
  }

 private:
  static constexpr std::size_t round_up(std::size_t bytes) {
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
  }

  std::span<std::byte> memory_;
  std::size_t used_ = 0;
  std::size_t last_ = 0;
};

}  // namespace ocellus::picture
