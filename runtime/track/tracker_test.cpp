#include "runtime/track/tracker.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <random>
#include <vector>

namespace ocellus {
namespace {

constexpr LabelIndex kPerson{4};
constexpr LabelIndex kCar{23};
constexpr PixelSize kPicture = {768, 576};

Detection person(float x, float y, float score = 0.6f, LabelIndex label = kPerson) {
  return {{x - 15, y - 80, x + 15, y}, score, label};  // its foot stands at x, y
}

// Where somebody is in frame i who starts at `start` and moves by `step` pixels a frame.
float at(float start, float step, int i) { return start + step * static_cast<float>(i); }

// A tracker and its clock: ten frames a second.
class Film {
 public:
  explicit Film(const TrackerOptions& options = {}) {
    EXPECT_TRUE(tracker_->prepare(options, kPicture).ok());
  }

  void show(const std::vector<Detection>& detections, Microseconds step = milliseconds(100)) {
    time_ = time_ + step;
    tracker_->update(detections, time_);
  }

  const Tracker& tracker() const { return *tracker_; }

  const Track* find(std::uint32_t id) const {
    for (const Track& track : tracker_->tracks()) {
      if (track.id == id) return &track;
    }
    return nullptr;
  }

 private:
  std::unique_ptr<Tracker> tracker_ = std::make_unique<Tracker>();
  Microseconds time_;
};

TEST(Tracker, ConfirmsOnTheThirdSight) {
  Film film;
  film.show({person(100, 200)});
  film.show({person(106, 200)});
  ASSERT_EQ(film.tracker().tracks().size(), 1u);
  EXPECT_EQ(film.tracker().tracks()[0].id, 0u);
  film.show({person(112, 200)});
  const Track& track = film.tracker().tracks()[0];
  EXPECT_EQ(track.id, 1u);
  EXPECT_EQ(track.state, TrackState::kConfirmed);
  EXPECT_EQ(track.origin, (Point{100, 200}));
  EXPECT_NEAR(track.velocity.x, 60, 1);
  EXPECT_NEAR(foot(track.box).x, 112, 0.5);
}

TEST(Tracker, WeakDetectionsKeepTracksButFoundNone) {
  Film film;
  for (int i = 0; i < 10; ++i) film.show({person(100, 200, 0.35f)});
  EXPECT_TRUE(film.tracker().tracks().empty());
  for (int i = 0; i < 3; ++i) film.show({person(100, 200, 0.5f)});
  for (int i = 0; i < 50; ++i) film.show({person(100, 200, 0.31f)});
  ASSERT_NE(film.find(1), nullptr);
  EXPECT_EQ(film.find(1)->state, TrackState::kConfirmed);
  EXPECT_FLOAT_EQ(film.find(1)->score, 0.31f);
  for (int i = 0; i < 30; ++i) film.show({person(100, 200, 0.29f)});
  EXPECT_EQ(film.find(1), nullptr);
}

TEST(Tracker, FollowsTheListedLabelsOnly) {
  const LabelIndex labels[] = {kCar};
  Film film({.labels = labels});
  for (int i = 0; i < 4; ++i) film.show({person(100, 200), person(300, 200, 0.6f, kCar)});
  ASSERT_EQ(film.tracker().tracks().size(), 1u);
  EXPECT_EQ(film.tracker().tracks()[0].label, kCar);
}

TEST(Tracker, ForgetsAFlashQuickly) {
  Film film;
  film.show({person(100, 200)});
  for (int i = 0; i < 3; ++i) film.show({});
  EXPECT_EQ(film.tracker().tracks().size(), 1u);
  film.show({});
  EXPECT_TRUE(film.tracker().tracks().empty());
  EXPECT_TRUE(film.tracker().ended().empty());
}

TEST(Tracker, KeepsTheIdThroughAnOcclusion) {
  Film film;
  for (int i = 0; i < 10; ++i) film.show({person(at(100, 6, i), 200)});
  for (int i = 10; i < 25; ++i) {
    film.show({});
    ASSERT_NE(film.find(1), nullptr) << i;
    EXPECT_EQ(film.find(1)->state, TrackState::kLost);
    // It moves on, but ever more slowly.
    const float x = foot(film.find(1)->box).x;
    EXPECT_GT(x, at(100, 3, i));
    EXPECT_LE(x, at(100, 6, i) + 1);
  }
  for (int i = 25; i < 30; ++i) film.show({person(at(100, 6, i), 200)});
  ASSERT_EQ(film.tracker().tracks().size(), 1u);
  EXPECT_EQ(film.tracker().tracks()[0].id, 1u);
  EXPECT_EQ(film.tracker().tracks()[0].state, TrackState::kConfirmed);
}

TEST(Tracker, EndsAfterTheOcclusionTimeAtAnyFrameRate) {
  for (const int step : {20, 100, 400}) {
    Film film({.occlusion_time = milliseconds(2000)});
    for (int i = 0; i < 5; ++i) film.show({person(100, 200)}, milliseconds(step));
    int unseen = 0;
    while (film.tracker().ended().empty() && unseen < 10000) {
      film.show({}, milliseconds(step));
      unseen += step;
    }
    EXPECT_GT(unseen, 2000);
    EXPECT_LE(unseen, 2000 + step);
    EXPECT_EQ(film.tracker().ended()[0].id, 1u);
    film.show({});
    EXPECT_TRUE(film.tracker().ended().empty());
  }
}

TEST(Tracker, EndsWhatLeavesThePicture) {
  Film film;
  for (int i = 0; i < 10; ++i) film.show({person(at(700, 6, i), 200)});
  for (int i = 0; i < 4 && film.tracker().ended().empty(); ++i) film.show({});
  EXPECT_EQ(film.tracker().ended().size(), 1u);
}

TEST(Tracker, BridgesMissedDetections) {
  Film film;
  std::mt19937 random(3);
  for (int i = 0; i < 100; ++i) {
    const bool missed = i > 4 && random() % 2 == 0;
    const auto jitter = [&] { return static_cast<float>(random() % 5) - 2; };
    if (missed) {
      film.show({});
    } else {
      film.show({person(at(50, 6, i) + jitter(), 200 + jitter())});
    }
  }
  ASSERT_EQ(film.tracker().tracks().size(), 1u);
  EXPECT_EQ(film.tracker().tracks()[0].id, 1u);
}

TEST(Tracker, TellsTwoPeopleApartWhoCross) {
  for (const bool hidden : {false, true}) {
    Film film;
    for (int i = 0; i < 60; ++i) {
      const float right = at(100, 7, i);  // walks right, and was first
      const float left = at(513, -7, i);
      // Where they meet, the further one is hidden.
      const bool meet = std::abs(right - left) < 30;
      if (meet && hidden) {
        film.show({person(right, 203)});
      } else {
        film.show({person(left, 200, 0.7f), person(right, 203)});
      }
    }
    ASSERT_EQ(film.tracker().tracks().size(), 2u) << hidden;
    EXPECT_NEAR(foot(film.find(1)->box).x, 513 - 7 * 59, 3) << hidden;
    EXPECT_NEAR(foot(film.find(2)->box).x, 100 + 7 * 59, 3) << hidden;
  }
}

TEST(Tracker, TakesAPartOfAPersonForNobodyElse) {
  Film film;
  for (int i = 0; i < 10; ++i) {
    film.show({person(100, 200, 0.7f), {{88, 122, 112, 160}, 0.6f, kPerson}});
  }
  EXPECT_EQ(film.tracker().tracks().size(), 1u);
  // Somebody who stands beside is not a part.
  for (int i = 0; i < 10; ++i) film.show({person(100, 200, 0.7f), person(118, 205, 0.6f)});
  EXPECT_EQ(film.tracker().tracks().size(), 2u);
}

TEST(Tracker, DoesNotTurnAPersonIntoACar) {
  Film film;
  for (int i = 0; i < 5; ++i) film.show({person(100, 200)});
  for (int i = 0; i < 5; ++i) film.show({person(100, 200, 0.6f, kCar)});
  ASSERT_EQ(film.tracker().tracks().size(), 2u);
  EXPECT_EQ(film.tracker().tracks()[0].state, TrackState::kLost);
  EXPECT_EQ(film.tracker().tracks()[1].label, kCar);
}

TEST(Tracker, HoldsAFullTable) {
  Film film;
  std::vector<Detection> crowd;
  for (int i = 0; i < 120; ++i) {
    crowd.push_back(
        person(20 + 36.0f * static_cast<float>(i % 20), 90.0f * (1 + static_cast<float>(i / 20))));
  }
  for (int i = 0; i < 5; ++i) film.show(crowd);
  ASSERT_EQ(film.tracker().tracks().size(), Tracker::kMaxTracks);
  for (std::size_t i = 0; i < Tracker::kMaxTracks; ++i) {
    EXPECT_EQ(film.tracker().tracks()[i].id, i + 1);
  }
  for (int i = 0; i < 30; ++i) film.show({});
  EXPECT_TRUE(film.tracker().tracks().empty());
  for (int i = 0; i < 3; ++i) film.show({person(100, 200)});
  ASSERT_EQ(film.tracker().tracks().size(), 1u);
  EXPECT_EQ(film.tracker().tracks()[0].id, 65u);
}

TEST(Tracker, SurvivesALongStallAndBackwardTime) {
  Film film;
  for (int i = 0; i < 5; ++i) film.show({person(at(100, 20, i), 200)});
  film.show({person(180, 200)}, milliseconds(3600 * 1000));
  EXPECT_EQ(film.tracker().ended().size(), 1u);
  film.show({person(180, 200)}, milliseconds(-5000));
  for (int i = 0; i < 5; ++i) film.show({person(180, 200)});
  for (const Track& track : film.tracker().tracks()) {
    EXPECT_TRUE(std::isfinite(track.velocity.x));
    EXPECT_TRUE(std::isfinite(track.box.x0));
  }
}

TEST(Tracker, RefusesNonsense) {
  const auto tracker = std::make_unique<Tracker>();
  const auto code = [&](const TrackerOptions& options) {
    return tracker->prepare(options, kPicture).code;
  };
  EXPECT_EQ(code({}), Code::kOk);
  EXPECT_EQ(code({.start_score = 0.2f, .keep_score = 0.3f}), Code::kUnsupported);
  EXPECT_EQ(code({.start_score = NAN}), Code::kUnsupported);
  EXPECT_EQ(code({.confirm_frames = 0}), Code::kUnsupported);
  EXPECT_EQ(code({.occlusion_time = milliseconds(-1)}), Code::kUnsupported);
  EXPECT_EQ(code({.momentum = {}}), Code::kUnsupported);
  EXPECT_EQ(code({.reach = 0}), Code::kUnsupported);
  EXPECT_EQ(tracker->prepare({}, {0, 5}).code, Code::kUnsupported);
}

}  // namespace
}  // namespace ocellus
