// How many frames a second are inferred, end to end, as the screen shows it and the console tells.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace ocellus::camera {

class Speed {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Seconds = std::chrono::duration<double>;
  static constexpr Seconds kWindow{2};

  // A frame is done.
  void count(Time now) {
    if (!began_) began_ = now;
    ++frames_;
    const Seconds passed = now - *began_;
    if (passed < kWindow) return;
    per_second_ = static_cast<float>(frames_ / passed.count());
    began_ = now;
    frames_ = 0;
  }

  // Of the newest whole window; nothing before, and nothing when that is long ago.
  std::optional<float> per_second(Time now) const {
    const bool recent = began_ && now - *began_ < 5 * kWindow;
    return recent ? per_second_ : std::nullopt;
  }

 private:
  std::optional<Time> began_;
  std::uint32_t frames_ = 0;
  std::optional<float> per_second_;
};

}  // namespace ocellus::camera
