#include "apps/boot/restart_policy.hpp"

#include <gtest/gtest.h>

namespace ocellus::boot {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RestartPolicy, DoublesItsPauseUpToAMinute) {
  RestartPolicy policy(seconds(60));
  for (const int expected : {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
    EXPECT_EQ(policy.pause_after(seconds(59)), seconds(expected));
  }
}

TEST(RestartPolicy, BeginsAgainAfterAHealthyLife) {
  RestartPolicy policy(seconds(10));
  policy.pause_after(seconds(0));
  policy.pause_after(seconds(0));
  EXPECT_EQ(policy.pause_after(milliseconds(9'999)), seconds(4));
  EXPECT_EQ(policy.pause_after(seconds(10)), seconds(1));
  EXPECT_EQ(policy.pause_after(seconds(0)), seconds(2));
}

}  // namespace
}  // namespace ocellus::boot
