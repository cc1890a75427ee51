#include "apps/camera/see/duties.hpp"

#include <gtest/gtest.h>

namespace ocellus::camera {
namespace {

using capture::CameraFault;
using platform::Duty;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Duties, NoFramesAreDueOfACameraThatIsNotThere) {
  EXPECT_TRUE(frames_are_due(std::nullopt));
  for (const CameraFault fault :
       {CameraFault::kAbsent, CameraFault::kDisappeared, CameraFault::kUnusable}) {
    EXPECT_FALSE(frames_are_due(fault)) << name(fault);
  }
  for (const CameraFault fault :
       {CameraFault::kStalled, CameraFault::kFrozen, CameraFault::kCorrupt,
        CameraFault::kDriverError, CameraFault::kHelperDied}) {
    EXPECT_TRUE(frames_are_due(fault)) << name(fault);
  }
}

TEST(Duties, AQuietNightIsProgress) {
  PaceSettings pace = {.gate = true, .still = milliseconds(0)};
  EXPECT_EQ(looks_are_due(pace, Turn::kInfer), true);
  EXPECT_EQ(looks_are_due(pace, Turn::kStill), false);
  EXPECT_EQ(looks_are_due(pace, Turn::kPause), false);
  EXPECT_EQ(looks_are_due(pace, Turn::kTooSoon), std::nullopt);
  pace.still = seconds(10);
  EXPECT_EQ(looks_are_due(pace, Turn::kStill), true);
}

TEST(Duties, LooksMayWaitAsLongAsThePaceLetsThem) {
  EXPECT_EQ(look_deadline({}, 30), seconds(30));
  EXPECT_EQ(look_deadline({.still = seconds(3000)}, 30), seconds(30));  // no gate
  EXPECT_EQ(look_deadline({.gate = true, .still = seconds(3000)}, 30), seconds(3030));
  EXPECT_EQ(look_deadline({.rate = 2}, 1), seconds(6));  // a tenth of the rate, when it is hot
  EXPECT_EQ(look_deadline({.rate = 0.1f, .gate = true, .still = seconds(10)}, 30), seconds(130));
}

TEST(Duties, StandOnThePage) {
  Duties duties;
  duties.begin({.turn = 2, .frame = 3, .inference = 4, .event = 5}, {});
  const platform::ProgressPage& page = duties.proof();
  EXPECT_EQ(page.deadline(Duty::kTurn), seconds(2));
  EXPECT_EQ(page.deadline(Duty::kFrame), seconds(3));
  EXPECT_EQ(page.deadline(Duty::kInference), seconds(4));
  EXPECT_EQ(page.deadline(Duty::kEvent), seconds(5));

  duties.turned(std::nullopt);
  EXPECT_EQ(page.count(Duty::kTurn), 1u);
  EXPECT_TRUE(page.due(Duty::kFrame));
  EXPECT_FALSE(page.due(Duty::kInference));  // not before there was a frame
  duties.captured();
  duties.paced({}, Turn::kInfer);
  EXPECT_EQ(page.count(Duty::kFrame), 1u);
  EXPECT_TRUE(page.due(Duty::kInference));
  duties.inferred();
  EXPECT_EQ(page.count(Duty::kInference), 1u);
  duties.paced({}, Turn::kTooSoon);
  EXPECT_TRUE(page.due(Duty::kInference));

  duties.turned(CameraFault::kStalled);
  EXPECT_TRUE(page.due(Duty::kFrame));
  EXPECT_FALSE(page.due(Duty::kInference));  // of what?
  duties.turned(CameraFault::kAbsent);
  EXPECT_FALSE(page.due(Duty::kFrame));
}

TEST(Duties, WhatIsToBeKeptIsDueUnlessTheCardIs) {
  Duties duties;
  const platform::ProgressPage& page = duties.proof();
  duties.kept(0, true, false);  // handed over, and nobody writes
  EXPECT_TRUE(page.due(Duty::kEvent));
  EXPECT_EQ(page.count(Duty::kEvent), 0u);
  duties.kept(0, true, true);  // the card was asked, and may never answer
  EXPECT_FALSE(page.due(Duty::kEvent));
  duties.kept(1, true, false);
  EXPECT_TRUE(page.due(Duty::kEvent));
  EXPECT_EQ(page.count(Duty::kEvent), 1u);
  duties.kept(1, true, false);
  EXPECT_EQ(page.count(Duty::kEvent), 1u);  // a writer that stands still is told by this
  duties.kept(3, false, false);
  EXPECT_FALSE(page.due(Duty::kEvent));
}

}  // namespace
}  // namespace ocellus::camera
