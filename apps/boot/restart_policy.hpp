// How long to wait before a program that died is started again.
#pragma once

#include <algorithm>
#include <chrono>

#include "apps/boot/instant.hpp"

namespace ocellus::boot {

// 1, 2, 4, 8, 16, 32, 60, 60 … seconds while it keeps dying; from 1 again after a life that lasted
// `healthy` or longer.
class RestartPolicy {
 public:
  static constexpr Duration kShortest = std::chrono::seconds(1);
  static constexpr Duration kLongest = std::chrono::seconds(60);

  explicit constexpr RestartPolicy(Duration healthy) : healthy_(healthy) {}

  // The pause after a life that lasted `lived`; zero for a program that could not be started.
  constexpr Duration pause_after(Duration lived) {
    if (lived >= healthy_) next_ = kShortest;
    const Duration pause = next_;
    next_ = std::min(next_ * 2, kLongest);
    return pause;
  }

 private:
  Duration healthy_;
  Duration next_ = kShortest;
};

}  // namespace ocellus::boot
