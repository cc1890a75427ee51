// Whether a program gets on, by the page that it writes (platform/linux/progress.hpp): a function
// of what stands there and of the time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "apps/boot/instant.hpp"
#include "platform/linux/progress.hpp"

namespace ocellus::boot {

class ProgressWatch {
 public:
  // A program that has not turned its loop even once may take so long to start.
  static constexpr Duration kStart = std::chrono::seconds(60);
  // Who looks more seldom than that was held up itself, and the program perhaps with it: no
  // deadline counts the time in which nobody could have seen it kept.
  static constexpr Duration kLongestGap = std::chrono::seconds(3);

  // A new life, whose page is clear.
  void begin(Instant now);

  // The duty that was neglected, if any. `now` does not decrease.
  std::optional<platform::Duty> look(const platform::ProgressPage& page, Instant now);

  // Since begin(): whether the models have looked at a frame, and when that was seen first.
  std::optional<Instant> first_inference() const { return first_inference_; }

 private:
  std::array<std::uint32_t, platform::kDuties.size()> counts_ = {};
  std::array<Instant, platform::kDuties.size()> since_ = {};  // it stood still, and was due
  Instant looked_;
  std::optional<Instant> first_inference_;
};

}  // namespace ocellus::boot
