// Faults of the virtual USB camera at random.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <thread>

#include "tools/ocellus/board/camera_fault.hpp"
#include "tools/ocellus/board/camera_server.hpp"

namespace ocellus::tests {

// Faults at random, one after the other and into each other.
class Storm {
 public:
  using Clock = std::chrono::steady_clock;

  Storm(tools::board::CameraServer& camera, unsigned seed) : camera_(camera), random_(seed) {}

  void rage_once() {
    using Kind = tools::board::CameraFault::Kind;
    const auto count = static_cast<std::uint32_t>(pick(1, 4));
    const std::chrono::milliseconds time{pick(100, 1500)};
    switch (pick(0, 5)) {
      case 0:
        camera_.apply({.kind = Kind::kCorrupt, .count = count});
        break;
      case 1:
        camera_.apply({.kind = Kind::kShort, .count = count});
        break;
      case 2:
        camera_.apply({.kind = Kind::kStall, .count = count});
        break;
      case 3:
        camera_.apply({.kind = Kind::kFreeze, .time = time});
        freeze_ends_ = Clock::now() + time;
        break;
      case 4:
        camera_.apply({.kind = Kind::kPause, .time = time});
        pause_ends_ = Clock::now() + time;
        break;
      default:
        camera_.apply({.kind = Kind::kUnplug});
        pause();
        camera_.apply({.kind = Kind::kPlug});
        break;
    }
    pause();
  }

  // When the last fault of all is over.
  void wait_for_end() const {
    std::this_thread::sleep_until(std::max(freeze_ends_, pause_ends_));
    while (camera_.leaving()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }

 private:
  int pick(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1));
  }
  void pause() { std::this_thread::sleep_for(std::chrono::milliseconds(pick(10, 200))); }

  tools::board::CameraServer& camera_;
  std::mt19937 random_;
  Clock::time_point freeze_ends_ = {};
  Clock::time_point pause_ends_ = {};
};

}  // namespace ocellus::tests
