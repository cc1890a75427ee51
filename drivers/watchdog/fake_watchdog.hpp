// A timer that a test reads like a board would suffer it.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "drivers/watchdog/watchdog.hpp"

namespace ocellus::watchdog {

class FakeWatchdog final : public Watchdog {
 public:
  using Milliseconds = std::chrono::milliseconds;

  // The test's time, since whenever.
  explicit FakeWatchdog(std::function<Milliseconds()> now) : now_(std::move(now)) {}

  bool present = true;
  Seconds longest{2046};  // a longer timeout is refused
  PastReset past;

  // When the timer ran out, or will when nobody feeds it; nothing while it is not armed.
  std::optional<Milliseconds> resets_at() const { return resets_at_; }
  bool has_reset() const { return resets_at_ && now_() >= *resets_at_; }
  std::vector<Milliseconds> meals;

  Status open(Seconds wanted) override {
    if (open_) return Status::success();
    if (!present) return Status::failure(Code::kNotFound, "is not there");
    open_ = true;
    timeout_ = std::min(longest, Seconds(60));
    if (!set_timeout(wanted).ok()) return feed();
    return Status::success();
  }
  bool is_open() const override { return open_; }
  Status set_timeout(Seconds wanted) override {
    if (!open_) return Status::failure(Code::kNotFound, "is not open");
    const bool possible = wanted <= longest;
    if (possible) timeout_ = wanted;
    const Status fed = feed();
    return possible ? fed : Status::failure(Code::kUnsupported, "does not count so long");
  }
  Seconds timeout() const override { return open_ ? timeout_ : Seconds(0); }
  Status feed() override {
    if (!open_) return Status::failure(Code::kNotFound, "is not open");
    if (has_reset()) return Status::failure(Code::kIo, "has run out");  // and stays so
    meals.push_back(now_());
    resets_at_ = now_() + timeout_;
    return Status::success();
  }
  PastReset past_reset() const override { return open_ ? past : PastReset{}; }

 private:
  std::function<Milliseconds()> now_;
  bool open_ = false;
  Seconds timeout_{0};
  std::optional<Milliseconds> resets_at_;
};

}  // namespace ocellus::watchdog
