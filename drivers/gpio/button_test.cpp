#include "drivers/gpio/button.hpp"

#include <gtest/gtest.h>

namespace ocellus::gpio {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

Time at(milliseconds since) { return Time(since); }
Edge down(milliseconds time) { return {.line = {6}, .active = true, .time = at(time)}; }
Edge up(milliseconds time) { return {.line = {6}, .active = false, .time = at(time)}; }

// What a press of that length means, told at its end or before.
std::optional<Press> press_of(milliseconds length) {
  Button button(false, at(0ms));
  EXPECT_EQ(button.edge(down(100ms)), std::nullopt);
  return button.edge(up(100ms + length));
}

TEST(Button, LengthsMeanWhatTheySay) {
  EXPECT_EQ(press_of(29ms), std::nullopt);
  EXPECT_EQ(press_of(30ms), Press::kShort);
  EXPECT_EQ(press_of(999ms), Press::kShort);
  EXPECT_EQ(press_of(1000ms), std::nullopt);
  EXPECT_EQ(press_of(2999ms), std::nullopt);
  EXPECT_EQ(press_of(3000ms), Press::kLong);
  EXPECT_EQ(press_of(1h), Press::kLong);
}

TEST(Button, LongIsToldWhileHeldAndOnce) {
  Button button(false, at(0ms));
  EXPECT_EQ(button.deadline(), std::nullopt);
  EXPECT_EQ(button.edge(down(500ms)), std::nullopt);
  EXPECT_EQ(button.deadline(), at(3500ms));
  EXPECT_EQ(button.passed(at(3499ms)), std::nullopt);
  EXPECT_EQ(button.passed(at(3500ms)), Press::kLong);
  EXPECT_EQ(button.passed(at(9s)), std::nullopt);
  EXPECT_EQ(button.deadline(), std::nullopt);
  EXPECT_EQ(button.edge(up(10s)), std::nullopt);
  EXPECT_EQ(button.edge(down(11s)), std::nullopt);
  EXPECT_EQ(button.edge(up(11200ms)), Press::kShort);
}

TEST(Button, HeldAtPowerOnIsAnotherThing) {
  Button button(true, at(100ms));
  EXPECT_EQ(button.deadline(), at(2100ms));
  EXPECT_EQ(button.passed(at(2099ms)), std::nullopt);
  EXPECT_EQ(button.passed(at(2100ms)), Press::kHeldAtPowerOn);
  EXPECT_EQ(button.passed(at(20s)), std::nullopt);  // and not a long press as well
  EXPECT_EQ(button.edge(up(21s)), std::nullopt);
}

TEST(Button, LetGoSoonAfterPowerOnMeansNothing) {
  Button button(true, at(0ms));
  EXPECT_EQ(button.edge(up(200ms)), std::nullopt);
  EXPECT_EQ(button.passed(at(1h)), std::nullopt);
  EXPECT_EQ(button.edge(down(2h)), std::nullopt);
  EXPECT_EQ(button.edge(up(2h + 100ms)), Press::kShort);
}

TEST(Button, PressesFollowEachOther) {
  Button button(false, at(0ms));
  for (milliseconds t = 0s; t < 10s; t += 1s) {
    EXPECT_EQ(button.edge(down(t)), std::nullopt);
    EXPECT_EQ(button.edge(up(t + 100ms)), Press::kShort);
  }
}

TEST(Button, ALostEdgeIsNoPress) {
  Button button(false, at(0ms));
  EXPECT_EQ(button.edge(down(0ms)), std::nullopt);
  EXPECT_EQ(button.edge(down(10s)), std::nullopt);  // it was up between
  EXPECT_EQ(button.deadline(), at(13s));
  EXPECT_EQ(button.edge(up(10100ms)), Press::kShort);
  EXPECT_EQ(button.edge(up(20s)), std::nullopt);  // it was down between

  EXPECT_EQ(button.edge(down(30s)), std::nullopt);
  Edge edge = up(40s);
  edge.after_loss = true;
  EXPECT_EQ(button.edge(edge), std::nullopt);
}

}  // namespace
}  // namespace ocellus::gpio
