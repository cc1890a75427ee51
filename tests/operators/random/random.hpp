// Chance that is the same on every machine: no distribution of the standard library, whose results
// are not defined, and no function whose last bit a C library may choose.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace ocellus::random {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // SplitMix64: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators",
  // 2014.
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

  // Both ends belong to it.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    const auto count = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(next() % count);
  }

  bool chance(int percent) { return between(1, 100) <= percent; }

  template <typename T>
  T pick(std::initializer_list<T> choices) {
    return choices.begin()[between(0, static_cast<std::int64_t>(choices.size()) - 1)];
  }

  double unit() { return std::ldexp(static_cast<double>(next() >> 11), -53); }  // [0, 1)

  // Every magnitude between 2^low and 2^(high + 1) about as often.
  float magnitude(int low, int high) {
    return static_cast<float>(std::ldexp(1.0 + unit(), static_cast<int>(between(low, high))));
  }

 private:
  std::uint64_t state_;
};

}  // namespace ocellus::random
