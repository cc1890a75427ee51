#include "drivers/display/mode.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ocellus::display {
namespace {

std::optional<std::size_t> chosen(const std::vector<Mode>& modes) { return choose_mode(modes); }

TEST(ChooseMode, TakesWhatTheScreenPrefers) {
  EXPECT_EQ(chosen({{1920, 1080, 60}, {1280, 720, 60, false, true}}), 1u);
}

TEST(ChooseMode, TakesTheLargestWithinTheLimit) {
  EXPECT_EQ(chosen({{640, 480, 60}, {3840, 2160, 60, false, true}, {1920, 1080, 60}}), 2u);
  EXPECT_EQ(chosen({{640, 480, 60}, {1080, 1920, 60}}), 0u);
}

TEST(ChooseMode, LikesSixtyHertz) {
  EXPECT_EQ(chosen({{800, 480, 50}, {800, 480, 60}, {800, 480, 144}}), 1u);
  EXPECT_EQ(chosen({{800, 480, 75}, {800, 480, 144}}), 0u);
}

TEST(ChooseMode, LeavesInterlacedAlone) {
  EXPECT_EQ(chosen({{1920, 1080, 60, true, true}, {720, 576, 50}}), 1u);
  EXPECT_EQ(chosen({{1920, 1080, 60, true}}), std::nullopt);
}

TEST(ChooseMode, MayFindNone) {
  EXPECT_EQ(chosen({}), std::nullopt);
  EXPECT_EQ(chosen({{0, 0, 0, false, true}}), std::nullopt);
}

}  // namespace
}  // namespace ocellus::display
