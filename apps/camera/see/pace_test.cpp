#include "apps/camera/see/pace.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace ocellus::camera {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

Time at(milliseconds since) { return Time(1h + since); }

// A camera of some frames a second for some time; what becomes of each of its frames.
struct Watching {
  PaceSettings settings;
  milliseconds every{100};  // from frame to frame
  milliseconds length{10'000};
  milliseconds work{0};  // what an inference takes; frames that come meanwhile are lost
  std::int32_t share = 100;
  std::function<bool(milliseconds)> active = [](milliseconds) { return false; };

  // When it inferred.
  std::vector<milliseconds> inferred() const {
    std::vector<milliseconds> times;
    PaceState state;
    milliseconds idle{0};
    for (milliseconds now{0}; now < length; now += every) {
      if (now < idle || turn(settings, state, at(now)) != Turn::kInfer) continue;
      const Verdict verdict = judge(settings, state, active(now), share, at(now));
      state = verdict.state;
      if (verdict.turn != Turn::kInfer) continue;
      times.push_back(now);
      idle = now + work;
      state = rest(state, share, at(now), at(idle));
    }
    return times;
  }
};

TEST(Pace, TakesEveryFrameUnlessTold) {
  EXPECT_EQ(Watching{}.inferred().size(), 100u);
  EXPECT_EQ((Watching{.settings = {.rate = 10}}.inferred().size()), 100u);
  EXPECT_EQ((Watching{.settings = {.rate = 50}}.inferred().size()), 100u);
}

TEST(Pace, KeepsTheRateOfACameraThatIsFaster) {
  EXPECT_EQ((Watching{.settings = {.rate = 5}}.inferred().size()), 50u);
  EXPECT_EQ((Watching{.settings = {.rate = 0.5f}}.inferred()),
            (std::vector<milliseconds>{0s, 2s, 4s, 6s, 8s}));
  // Frames that do not fall together with the turns: on the average the rate is kept.
  EXPECT_EQ((Watching{.settings = {.rate = 10}, .every = 33ms}.inferred().size()), 100u);
  EXPECT_EQ((Watching{.settings = {.rate = 20}, .every = 33ms}.inferred().size()), 200u);
}

TEST(Pace, APauseOfTheCameraIsNotMadeUpFor) {
  const PaceSettings settings = {.rate = 1};
  PaceState state = judge(settings, {}, false, 100, at(0s)).state;
  EXPECT_EQ(turn(settings, state, at(999ms)), Turn::kTooSoon);
  ASSERT_EQ(turn(settings, state, at(10s)), Turn::kInfer);
  state = judge(settings, state, false, 100, at(10s)).state;
  EXPECT_EQ(turn(settings, state, at(10'999ms)), Turn::kTooSoon);
  EXPECT_EQ(turn(settings, state, at(11s)), Turn::kInfer);
}

TEST(Pace, TheGovernorsShareIsOfTheRate) {
  EXPECT_EQ((Watching{.settings = {.rate = 10}, .share = 50}.inferred().size()), 50u);
  EXPECT_EQ((Watching{.settings = {.rate = 10}, .share = 10}.inferred().size()), 10u);
  EXPECT_EQ((Watching{.settings = {.rate = 4}, .share = 25}.inferred()),
            (std::vector<milliseconds>{0s, 1s, 2s, 3s, 4s, 5s, 6s, 7s, 8s, 9s}));
}

// A board that cannot keep up with its rate anyway must still get cooler.
TEST(Pace, TheGovernorsShareIsOfTheTime) {
  const Watching slow = {.settings = {.rate = 30}, .every = 10ms, .work = 200ms};
  EXPECT_EQ(slow.inferred().size(), 50u);
  Watching hot = slow;
  hot.share = 50;
  EXPECT_EQ(hot.inferred().size(), 25u);
  hot.share = 10;
  EXPECT_EQ(hot.inferred().size(), 5u);
  hot.settings.rate = 0;
  EXPECT_EQ(hot.inferred().size(), 5u);
}

TEST(Pace, PausesByTheDutyCycle) {
  EXPECT_EQ((Watching{.settings = {.on = 2s, .off = 3s}, .every = 1s, .length = 12s}.inferred()),
            (std::vector<milliseconds>{0s, 1s, 5s, 6s, 10s, 11s}));
  const PaceSettings settings = {.on = 2s, .off = 3s};
  const PaceState state = {.began = at(0s)};
  EXPECT_EQ(turn(settings, state, at(1'999ms)), Turn::kInfer);
  EXPECT_EQ(turn(settings, state, at(2s)), Turn::kPause);
  EXPECT_EQ(turn(settings, state, at(4'999ms)), Turn::kPause);
  EXPECT_EQ(turn(settings, state, at(5s)), Turn::kInfer);
}

TEST(Pace, WhereNothingMovesItLooksNowAndThen) {
  EXPECT_EQ((Watching{.settings = {.gate = true, .still = 4s}}.inferred()),
            (std::vector<milliseconds>{0s, 4s, 8s}));
  EXPECT_EQ((Watching{.settings = {.gate = true, .still = 0s}}.inferred()),
            (std::vector<milliseconds>{0s}));
}

TEST(Pace, MotionOpensTheGateForAWhile) {
  Watching run = {.settings = {.gate = true, .linger = 2s, .still = 60s}, .every = 1s};
  run.active = [](milliseconds now) { return now == 4s || now == 5s; };
  EXPECT_EQ(run.inferred(), (std::vector<milliseconds>{0s, 4s, 5s, 6s}));
  run.settings.linger = 2001ms;
  EXPECT_EQ(run.inferred(), (std::vector<milliseconds>{0s, 4s, 5s, 6s, 7s}));
  run.settings.gate = false;
  EXPECT_EQ(run.inferred().size(), 10u);
}

TEST(Pace, AFrameThatIsOnlyLookedAtTakesItsTurn) {
  const PaceSettings settings = {.rate = 1, .gate = true};
  const Verdict first = judge(settings, {}, false, 100, at(0s));
  EXPECT_EQ(first.turn, Turn::kInfer);
  EXPECT_EQ(first.state.inferred, at(0s));
  const Verdict second = judge(settings, first.state, false, 100, at(1s));
  EXPECT_EQ(second.turn, Turn::kStill);
  EXPECT_EQ(second.state.inferred, at(0s));
  EXPECT_EQ(turn(settings, second.state, at(1'500ms)), Turn::kTooSoon);
}

TEST(Pace, AWholeShareNeedsNoRest) {
  const PaceState state = {.due = at(1s)};
  EXPECT_EQ(rest(state, 100, at(0s), at(5s)), state);
  EXPECT_EQ(rest(state, 50, at(0s), at(100ms)), state);
  EXPECT_EQ(rest(state, 50, at(0s), at(5s)), PaceState{.due = at(10s)});
  EXPECT_EQ(rest({}, 25, at(0s), at(1s)), PaceState{.due = at(4s)});
}

}  // namespace
}  // namespace ocellus::camera
