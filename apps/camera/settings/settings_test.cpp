#include "apps/camera/settings/settings.hpp"

#include <gtest/gtest.h>

namespace ocellus::camera {
namespace {

TEST(PercentPoint, BecomesPixels) {
  EXPECT_EQ((PercentPoint{0, 100}.in({640, 480})), (Point{0, 480}));
  EXPECT_EQ((PercentPoint{12.5f, 50}.in({640, 480})), (Point{80, 240}));
}

TEST(PercentRegion, BecomesWholePixelsInsideThePicture) {
  EXPECT_EQ((PercentRegion{}.in({641, 479})), Region::whole({641, 479}));
  EXPECT_EQ((PercentRegion{6.25f, 8.33f, 93.75f, 83.33f}.in({768, 576})),
            (Region{48, 48, 720, 480}));
  // Both are rounded up, and together would be one pixel too many.
  EXPECT_EQ((PercentRegion{50, 50, 50, 50}.in({5, 3})), (Region{3, 2, 2, 1}));
  EXPECT_EQ((PercentRegion{100, 100, 1, 1}.in({16, 16})), (Region{15, 15, 1, 1}));
}

TEST(WiredLine, IsTheBoardsUnlessToldOtherwise) {
  EXPECT_EQ(WiredLine{}.of(4), 4u);
  EXPECT_EQ(WiredLine{}.of(std::nullopt), std::nullopt);
  EXPECT_EQ((WiredLine{WiredLine::Use::kNone, 0, false}.of(4)), std::nullopt);
  EXPECT_EQ((WiredLine{WiredLine::Use::kNumber, 7, false}.of(std::nullopt)), 7u);
}

TEST(Settings, OfOneDetectorGoBeforeThoseOfAll) {
  Settings settings;
  settings.track = {.start_score = 0.5f, .keep_score = 0.2f, .patience = {}};
  settings.track_of_one[static_cast<std::size_t>(DetectorKind::kFace)].start_score = 0.7f;
  const TrackRules ssd = settings.track_rules(DetectorKind::kSsd);
  EXPECT_FLOAT_EQ(ssd.start_score, 0.5f);
  EXPECT_FLOAT_EQ(ssd.keep_score, 0.2f);
  const TrackRules face = settings.track_rules(DetectorKind::kFace);
  EXPECT_FLOAT_EQ(face.start_score, 0.7f);
  EXPECT_FLOAT_EQ(face.keep_score, 0.2f);
  EXPECT_FLOAT_EQ(face.patience, 1.5f);
}

TEST(Settings, FollowPersonsUnlessToldOtherwise) {
  Settings settings;
  ASSERT_EQ(settings.used_labels().size(), 1u);
  EXPECT_EQ(settings.used_labels()[0].view(), "Person");
  ASSERT_TRUE(settings.labels[0].assign("Dog"));
  settings.label_count = 1;
  EXPECT_EQ(settings.used_labels()[0].view(), "Dog");
}

class Alarm : public testing::Test {
 protected:
  void SetUp() override {
    const CountingLine lines[] = {{"gate", {0, 0}, {1, 1}}, {"door", {0, 0}, {1, 1}}};
    const Zone zones[] = {{"yard", 3, {}}};
    ASSERT_TRUE(scene_.prepare(lines, zones).ok());
  }
  static AlarmRule rule(EventKind kind, std::string_view place,
                        std::optional<Direction> direction = {}) {
    AlarmRule rule = {kind, {}, direction};
    EXPECT_TRUE(rule.place.assign(place));
    return rule;
  }
  bool crossing_matches(const AlarmRule& rule, std::uint8_t line, Direction direction) const {
    Event event;
    event.kind = EventKind::kCrossed;
    event.line = LineIndex{line};
    event.direction = direction;
    return rule.matches(event, scene_);
  }

  Scene scene_;
};

TEST_F(Alarm, IsRaisedByTheLineAndTheDirectionThatWereNamed) {
  const AlarmRule any = rule(EventKind::kCrossed, "");
  EXPECT_TRUE(crossing_matches(any, 0, Direction::kOut));
  const AlarmRule door = rule(EventKind::kCrossed, "door");
  EXPECT_FALSE(crossing_matches(door, 0, Direction::kIn));
  EXPECT_TRUE(crossing_matches(door, 1, Direction::kIn));
  const AlarmRule door_in = rule(EventKind::kCrossed, "door", Direction::kIn);
  EXPECT_TRUE(crossing_matches(door_in, 1, Direction::kIn));
  EXPECT_FALSE(crossing_matches(door_in, 1, Direction::kOut));
  EXPECT_FALSE(crossing_matches(rule(EventKind::kLost, ""), 1, Direction::kIn));
}

TEST_F(Alarm, IsRaisedByTheZoneThatWasNamed) {
  Event event;
  event.kind = EventKind::kEntered;
  EXPECT_TRUE(rule(EventKind::kEntered, "yard").matches(event, scene_));
  EXPECT_FALSE(rule(EventKind::kEntered, "lawn").matches(event, scene_));
  EXPECT_FALSE(rule(EventKind::kLeft, "yard").matches(event, scene_));
  GpioSettings gpio;
  EXPECT_FALSE(gpio.raises_alarm(event, scene_));
  gpio.alarm_on[0] = rule(EventKind::kLost, "");
  gpio.alarm_on[1] = rule(EventKind::kEntered, "");
  gpio.alarm_on_count = 2;
  EXPECT_TRUE(gpio.raises_alarm(event, scene_));
}

}  // namespace
}  // namespace ocellus::camera
