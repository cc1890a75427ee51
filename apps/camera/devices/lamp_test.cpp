#include "apps/camera/devices/lamp.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>
#include <vector>

namespace ocellus::camera {
namespace {

using std::chrono::milliseconds;

constexpr gpio::LineIndex kLed{4};

// Remembers when its only line changed. The lamp's thread writes, the test's reads.
class WatchedLine final : public gpio::Lines {
 public:
  struct Change {
    gpio::Time time;
    bool lit;
  };

  std::vector<Change> changes() const {
    const std::scoped_lock lock(mutex_);
    return changes_;
  }

  Status set(gpio::LineIndex line, bool active) override {
    EXPECT_EQ(line, kLed);
    const std::scoped_lock lock(mutex_);
    if (changes_.empty() || changes_.back().lit != active) {
      changes_.push_back({std::chrono::steady_clock::now(), active});
    }
    return Status::success();
  }
  Status get(gpio::LineIndex, bool&) override { return Status::success(); }
  Status next_edge(gpio::Edge&, gpio::Time) override {
    return Status::failure(Code::kTimeout, "none");
  }
  int descriptor() const override { return -1; }

 private:
  mutable std::mutex mutex_;
  std::vector<Change> changes_;
};

Lamp g_lamp;

TEST(LampTest, BlinksAtOnceByItselfAndEndsDark) {
  WatchedLine line;
  ASSERT_TRUE(g_lamp.start(line, kLed).ok());
  std::this_thread::sleep_for(milliseconds(600));
  g_lamp.stop();
  const auto changes = line.changes();
  ASSERT_GE(changes.size(), 4U);  // two flashes of a quarter of a second, at least
  EXPECT_TRUE(changes[0].lit);
  EXPECT_FALSE(changes.back().lit);
}

TEST(LampTest, AnotherSignIsShownAtOnce) {
  WatchedLine line;
  ASSERT_TRUE(g_lamp.start(line, kLed).ok());
  g_lamp.show(gpio::Sign::kWatching);
  std::this_thread::sleep_for(milliseconds(500));
  const std::size_t before = line.changes().size();  // a short flash, then three seconds of dark
  EXPECT_FALSE(line.changes().back().lit);
  g_lamp.show(gpio::Sign::kNoCamera);
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_EQ(line.changes().size(), before + 1);
  EXPECT_TRUE(line.changes().back().lit);
  g_lamp.stop();
  EXPECT_FALSE(line.changes().back().lit);
}

TEST(LampTest, DoesNothingWhereThereIsNone) {
  static Lamp none;
  none.show(gpio::Sign::kWatching);
  none.stop();
}

}  // namespace
}  // namespace ocellus::camera
