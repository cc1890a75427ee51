#include "drivers/watchdog/linux_watchdog.hpp"

#include <errno.h>
#include <gtest/gtest.h>
#include <linux/watchdog.h>

#include <string>
#include <vector>

#include "drivers/watchdog/fake_watchdog.hpp"

namespace ocellus::watchdog {
namespace {

// A driver as the kernel has them.
struct Driver {
  int bootstatus = 0;
  int longest = 15;
  int timeout = 10;
  bool tells_timeout = true;
  bool eats = true;
  std::vector<unsigned long> requests;
};
Driver g_driver;

int request(int, unsigned long what, int& value) {
  g_driver.requests.push_back(what);
  switch (what) {
    case WDIOC_GETBOOTSTATUS:
      value = g_driver.bootstatus;
      return 0;
    case WDIOC_SETTIMEOUT:
      if (value > g_driver.longest) return EINVAL;
      g_driver.timeout = value;
      return 0;
    case WDIOC_GETTIMEOUT:
      if (!g_driver.tells_timeout) return EOPNOTSUPP;
      value = g_driver.timeout;
      return 0;
    case WDIOC_KEEPALIVE:
      return g_driver.eats ? 0 : EIO;
    default:
      return ENOTTY;
  }
}

class LinuxWatchdogTest : public testing::Test {
 protected:
  LinuxWatchdogTest() { g_driver = {}; }
  LinuxWatchdog watchdog_{"/dev/null", request};
};

TEST_F(LinuxWatchdogTest, CountsWhatItWasAskedTo) {
  EXPECT_FALSE(watchdog_.is_open());
  ASSERT_TRUE(watchdog_.open(Seconds(12)).ok());
  EXPECT_TRUE(watchdog_.is_open());
  EXPECT_EQ(watchdog_.timeout(), Seconds(12));
  EXPECT_EQ(g_driver.requests.back(), WDIOC_KEEPALIVE);
  const std::size_t requests = g_driver.requests.size();
  ASSERT_TRUE(watchdog_.open(Seconds(3)).ok());  // is open already
  EXPECT_EQ(g_driver.requests.size(), requests);
  ASSERT_TRUE(watchdog_.set_timeout(Seconds(1)).ok());
  EXPECT_EQ(watchdog_.timeout(), Seconds(1));
}

TEST_F(LinuxWatchdogTest, TellsTheTimeOfATimerThatKeepsItsOwn) {
  ASSERT_TRUE(watchdog_.open(Seconds(16)).ok());
  EXPECT_EQ(watchdog_.timeout(), Seconds(10));
  EXPECT_EQ(g_driver.requests.back(), WDIOC_KEEPALIVE);
  const Status status = watchdog_.set_timeout(Seconds(16));
  EXPECT_EQ(status.code, Code::kUnsupported);
  EXPECT_EQ(status.os_error, EINVAL);
  g_driver.tells_timeout = false;
  ASSERT_TRUE(watchdog_.set_timeout(Seconds(7)).ok());
  EXPECT_EQ(watchdog_.timeout(), Seconds(7));
}

TEST_F(LinuxWatchdogTest, TellsThePastReset) {
  g_driver.bootstatus = WDIOF_CARDRESET;
  EXPECT_EQ(watchdog_.past_reset(), PastReset{});
  ASSERT_TRUE(watchdog_.open(Seconds(15)).ok());
  EXPECT_EQ(watchdog_.past_reset(), PastReset{.watchdog = true});
  g_driver.bootstatus = WDIOF_OVERHEAT | WDIOF_POWERUNDER;
  LinuxWatchdog other("/dev/null", request);
  ASSERT_TRUE(other.open(Seconds(15)).ok());
  EXPECT_EQ(other.past_reset(), (PastReset{.heat = true, .supply = true}));
}

TEST_F(LinuxWatchdogTest, SaysWhatFails) {
  EXPECT_EQ(watchdog_.feed().code, Code::kNotFound);
  EXPECT_EQ(watchdog_.set_timeout(Seconds(1)).code, Code::kNotFound);
  g_driver.eats = false;
  ASSERT_TRUE(watchdog_.open(Seconds(15)).ok());
  EXPECT_EQ(watchdog_.feed().code, Code::kIo);
  LinuxWatchdog absent("/nowhere/watchdog");
  EXPECT_EQ(absent.open(Seconds(15)).code, Code::kNotFound);
  EXPECT_FALSE(absent.is_open());
}

// What is no watchdog is opened and refuses everything: one is told of each.
TEST_F(LinuxWatchdogTest, AsksTheKernel) {
  LinuxWatchdog null("/dev/null");
  ASSERT_TRUE(null.open(Seconds(15)).ok());
  EXPECT_EQ(null.timeout(), Seconds(0));
  EXPECT_EQ(null.feed().code, Code::kIo);
  EXPECT_NE(null.feed().os_error, 0);  // ENOTTY; from an emulator ENOSYS
}

TEST(FakeWatchdogTest, RunsOutUnlessItIsFed) {
  std::chrono::milliseconds now{0};
  FakeWatchdog watchdog([&now] { return now; });
  ASSERT_TRUE(watchdog.open(Seconds(15)).ok());
  now = Seconds(14);
  ASSERT_TRUE(watchdog.feed().ok());
  now = Seconds(28);
  EXPECT_FALSE(watchdog.has_reset());
  now = Seconds(29);
  EXPECT_TRUE(watchdog.has_reset());
  EXPECT_FALSE(watchdog.feed().ok());
  EXPECT_TRUE(watchdog.has_reset());
}

}  // namespace
}  // namespace ocellus::watchdog
