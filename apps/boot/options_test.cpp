#include "apps/boot/options.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

#include "apps/boot/fake_system.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::seconds;

Options read(FakeSystem& system, const std::vector<const char*>& words) {
  return read_options(words, system);
}

TEST(Options, AreRead) {
  FakeSystem system;
  const Options options = read(
      system, {"--partition", "/dev/sda1", "--patience", "0", "--healthy", "3", "--stop", "2"});
  EXPECT_STREQ(options.partition, "/dev/sda1");
  EXPECT_EQ(options.patience, seconds(0));
  EXPECT_EQ(options.healthy, seconds(3));
  EXPECT_EQ(options.stop, seconds(2));
  EXPECT_TRUE(system.said.empty());
}

TEST(Options, ThatAreNotUnderstoodCostALineEachAndNothingElse) {
  FakeSystem system;
  const Options options = read(system, {"splash", "--stop", "3", "--healthy", "0", "--patience",
                                        "3601", "--partition", "sda1", "--stop", "2s", "--stop"});
  EXPECT_EQ(options.stop, seconds(3));
  EXPECT_EQ(options.healthy, Options().healthy);
  EXPECT_EQ(options.patience, Options().patience);
  EXPECT_EQ(options.partition, nullptr);
  ASSERT_EQ(system.said.size(), 6u);
  EXPECT_EQ(system.said[1], "--healthy: needs whole seconds from 1 to 3600");
  EXPECT_EQ(system.said[5], "--stop: needs a value");
}

}  // namespace
}  // namespace ocellus::boot
