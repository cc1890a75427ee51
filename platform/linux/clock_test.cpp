#include "platform/linux/clock.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace ocellus::platform {
namespace {

TEST(MonotonicClock, CountsMicroseconds) {
  const auto start = MonotonicClock::now();
  usleep(2000);
  const auto elapsed = MonotonicClock::now() - start;
  EXPECT_GE(elapsed.count(), 2000);
  EXPECT_LT(elapsed, std::chrono::minutes(1));
}

}  // namespace
}  // namespace ocellus::platform
