#include "drivers/gpio/lines.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <vector>

#include "drivers/gpio/chip_lines.hpp"
#include "drivers/gpio/fake_lines.hpp"

namespace ocellus::gpio {
namespace {

using namespace std::chrono_literals;

constexpr LineIndex kLamp = {5};
constexpr LineIndex kKey = {6};

Time at(std::chrono::milliseconds since) { return Time(since); }

const std::vector<LineSettings> kBoth = {
    {.line = kLamp, .direction = Direction::kOutput, .active_at_first = true},
    {.line = kKey, .bias = Bias::kPullUp, .debounce = 10ms},
};

TEST(LineSettingsCheck, AcceptsALampAndAKey) { EXPECT_TRUE(check(kBoth).ok()); }

TEST(LineSettingsCheck, RefusesNoneAndTooMany) {
  EXPECT_EQ(check({}).code, Code::kUnsupported);
  std::vector<LineSettings> many;
  for (std::uint32_t i = 0; i <= kMostLines; ++i) many.push_back({.line = {i}});
  EXPECT_EQ(check(many).code, Code::kUnsupported);
  many.pop_back();
  EXPECT_TRUE(check(many).ok());
}

TEST(LineSettingsCheck, NamesTheOffender) {
  const auto offender = [](const LineSettings& wrong) {
    std::vector<LineSettings> settings = kBoth;
    settings.push_back(wrong);
    const Status status = check(settings);
    EXPECT_EQ(status.code, Code::kUnsupported);
    return status.at;
  };
  EXPECT_EQ(offender({.line = kKey}), 2u);
  EXPECT_EQ(offender({.line = {7}, .debounce = -1us}), 2u);
  EXPECT_EQ(offender({.line = {7}, .debounce = 1s + 1us}), 2u);
  EXPECT_EQ(offender({.line = {7}, .direction = Direction::kOutput, .debounce = 1us}), 2u);
  EXPECT_EQ(offender({.line = {7}, .direction = Direction::kOutput, .bias = Bias::kPullUp}), 2u);
  EXPECT_EQ(offender({.line = {7}, .active_at_first = true}), 2u);
}

TEST(ChipLines, RefusesWhatIsNotThere) {
  ChipLines lines;
  EXPECT_EQ(lines.open("/dev/null", "test", {}).code, Code::kUnsupported);
  EXPECT_FALSE(lines.open("/nonexistent/gpiochip0", "test", kBoth).ok());
  EXPECT_FALSE(lines.open("/dev/null", "test", kBoth).ok());
  EXPECT_FALSE(lines.set(kLamp, true).ok());
  bool active = false;
  EXPECT_FALSE(lines.get(kKey, active).ok());
  Edge edge;
  EXPECT_FALSE(lines.next_edge(edge, at(0ms)).ok());
  EXPECT_EQ(lines.descriptor(), -1);
}

class FakeLinesTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(lines_.open(kBoth).ok()); }

  FakeLines lines_;
};

TEST_F(FakeLinesTest, DrivesOutputsOnly) {
  EXPECT_TRUE(lines_.is_active(kLamp));
  EXPECT_TRUE(lines_.set(kLamp, false).ok());
  EXPECT_FALSE(lines_.is_active(kLamp));
  EXPECT_EQ(lines_.set(kKey, true).code, Code::kUnsupported);
  EXPECT_EQ(lines_.set({9}, true).code, Code::kUnsupported);
}

TEST_F(FakeLinesTest, HandsOutEdgesInTheirTime) {
  lines_.turn(kKey, true, at(10ms));
  lines_.turn(kKey, true, at(11ms));  // no edge
  lines_.turn(kKey, false, at(20ms));
  Edge edge;
  EXPECT_EQ(lines_.next_edge(edge, at(9ms)).code, Code::kTimeout);
  ASSERT_TRUE(lines_.next_edge(edge, at(10ms)).ok());
  EXPECT_EQ(edge.line, kKey);
  EXPECT_TRUE(edge.active);
  EXPECT_EQ(edge.time, at(10ms));
  ASSERT_TRUE(lines_.next_edge(edge, at(99ms)).ok());
  EXPECT_FALSE(edge.active);
  EXPECT_FALSE(edge.after_loss);
  EXPECT_EQ(lines_.next_edge(edge, at(99ms)).code, Code::kTimeout);
}

TEST_F(FakeLinesTest, TellsOfALoss) {
  bool active = false;
  for (std::size_t i = 0; i <= FakeLines::kQueue; ++i) {
    active = !active;
    lines_.turn(kKey, active, at(std::chrono::milliseconds(i)));
  }
  Edge edge;
  ASSERT_TRUE(lines_.next_edge(edge, at(1s)).ok());
  EXPECT_EQ(edge.time, at(1ms));
  EXPECT_TRUE(edge.after_loss);
  ASSERT_TRUE(lines_.next_edge(edge, at(1s)).ok());
  EXPECT_FALSE(edge.after_loss);
}

TEST_F(FakeLinesTest, FailsAsItIsTold) {
  lines_.fail(Status::failure(Code::kDisconnected, "gone"));
  EXPECT_EQ(lines_.set(kLamp, true).code, Code::kDisconnected);
  lines_.fail(Status::success());
  EXPECT_TRUE(lines_.set(kLamp, true).ok());
}

}  // namespace
}  // namespace ocellus::gpio
