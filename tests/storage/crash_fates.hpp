// Which fates the sectors on their way meet when the power goes.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tests/storage/simulated_disk.hpp"

namespace ocellus::tests {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 2862933555777941757U + 3037000493U) {}
  std::uint32_t below(std::uint32_t bound) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::uint32_t>((state_ >> 33) % bound);
  }

 private:
  std::uint64_t state_;
};

inline constexpr std::size_t kMostInFlight = 160;

// Mostly one way or the other, so that nearly whole and nearly lost records come too.
inline void fill_at_random(std::span<Fate> fates, Random& random) {
  const std::uint32_t there = random.below(11);
  for (Fate& fate : fates) {
    const auto any = static_cast<Fate>(random.below(static_cast<std::uint32_t>(kFates.size())));
    fate = random.below(10) < there ? kNew : any;
  }
}

// How carefully.
struct Care {
  std::size_t exhaustive;    // sectors of which every subset arrives
  std::size_t ways;          // of kFates, that sectors are torn in
  std::size_t ways_of_many;  // likewise, of more than five sectors
  std::uint32_t samples;     // random fates, where not all there are come anyway
};

// Calls `visit` with fates for `count` sectors, once for each of these:
//   - up to `exhaustive` sectors: every subset arrived; beyond: every run from the first sector on,
//     every run to the last, every single one there and every single one missing;
//   - one sector: each way; two: each pair of ways; up to five: each sector torn in each way, with
//     every subset of the others; beyond: with the ones before it there and the ones behind it not,
//     with all others there, and with a random subset;
//   - random fates.
template <typename Visit>
void for_all_fates(std::size_t count, const Care& care, Random& random, Visit visit) {
  const std::size_t ways = care.ways;
  std::array<Fate, kMostInFlight> room = {};
  const std::span<Fate> fates = std::span(room).first(count);
  const auto fill = [&](std::uint64_t subset) {
    for (std::size_t i = 0; i < count; ++i) fates[i] = (subset >> i & 1) != 0 ? kNew : kOld;
  };
  const auto run = [&](std::size_t begin, std::size_t end, Fate inside) {
    for (std::size_t i = 0; i < count; ++i) {
      fates[i] = (i >= begin && i < end) == (inside == kNew) ? kNew : kOld;
    }
  };
  if (count <= care.exhaustive) {
    for (std::uint64_t subset = 0; subset < std::uint64_t{1} << count; ++subset) {
      fill(subset);
      visit(fates);
    }
  } else {
    for (std::size_t i = 0; i <= count; ++i) {
      run(0, i, kNew), visit(fates);
      run(i, count, kNew), visit(fates);
      if (i == count) break;
      run(i, i + 1, kNew), visit(fates);
      run(i, i + 1, kOld), visit(fates);
    }
  }
  if (count == 2) {
    for (std::size_t both = 0; both < ways * ways; ++both) {
      fates[0] = static_cast<Fate>(both / ways);
      fates[1] = static_cast<Fate>(both % ways);
      if (fates[0] > kNew || fates[1] > kNew) visit(fates);
    }
    return;
  }
  for (std::size_t torn = 0; torn < count; ++torn) {
    const std::size_t end = count <= 5 ? ways : care.ways_of_many;
    for (std::size_t way = kNew + 1; way < end; ++way) {
      const auto tear = [&] {
        fates[torn] = static_cast<Fate>(way);
        visit(fates);
      };
      if (count <= std::min<std::size_t>(5, care.exhaustive)) {
        for (std::uint64_t others = 0; others < std::uint64_t{1} << count; ++others) {
          if ((others >> torn & 1) != 0) continue;
          fill(others);
          tear();
        }
        continue;
      }
      run(0, torn, kNew), tear();
      run(0, count, kNew), tear();
      for (Fate& fate : fates) fate = random.below(2) == 0 ? kOld : kNew;
      tear();
    }
  }
  if (count <= 1) return;
  for (std::uint32_t i = 0; i < care.samples; ++i) {
    fill_at_random(fates, random);
    visit(fates);
  }
}

}  // namespace ocellus::tests
