// Which frames are looked at: no more than the settings, the heat and the motion in the picture
// ask for. All of it is a function of settings, state and time.
//
// A frame is passed over
//   - when it comes before its turn: at most `rate` frames a second, less the governor's share, and
//     after each frame as long a rest as makes the share of the time that the processor worked;
//   - in the pause of the duty cycle, which begins with the first frame;
//   - when nothing moves, nobody is followed, neither was so for `linger`, and the last inference
//     was less than `still` ago.
//
// For every frame:
//   if (turn(settings, state, now) != Turn::kInfer) continue;      // not even decoded
//   const Verdict verdict = judge(settings, state, active, share, now);
//   state = verdict.state;
//   if (verdict.turn != Turn::kInfer) continue;
//   ... infer ...
//   state = rest(state, share, now, done);
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace ocellus::camera {

using Time = std::chrono::steady_clock::time_point;

struct PaceSettings {
  float rate = 0;  // frames a second, at most; 0: every frame that comes
  // The duty cycle: looks for `on`, pauses for `off`. An `off` of 0 is no pause; `on` is above 0.
  std::chrono::milliseconds on{1000};
  std::chrono::milliseconds off{0};
  bool gate = false;                        // whether motion counts at all
  std::chrono::milliseconds linger{3000};   // looks on for so long after the last motion
  std::chrono::milliseconds still{10'000};  // at least one inference in this time; 0: not one
};

struct PaceState {
  std::optional<Time> began = {};     // the first frame came
  std::optional<Time> due = {};       // no frame is looked at before
  std::optional<Time> active = {};    // the latest frame in which something moved
  std::optional<Time> inferred = {};  // the latest inference

  bool operator==(const PaceState&) const = default;
};

enum class Turn : std::uint8_t {
  kInfer,
  kTooSoon,  // for the frame rate, or for the heat
  kPause,    // of the duty cycle
  kStill,    // nothing moves
};

struct Verdict {
  Turn turn = Turn::kInfer;
  PaceState state = {};
};

// Whether a frame that comes at `now` is to be looked at: kInfer, kTooSoon or kPause. `now` may not
// decrease from call to call.
[[nodiscard]] Turn turn(const PaceSettings& settings, const PaceState& state, Time now);

// Whether a frame for which turn() said kInfer goes on to the models: kInfer or kStill. `active`:
// something moves in it, or somebody is being followed. `share` is the governor's, 1..100 percent.
[[nodiscard]] Verdict judge(const PaceSettings& settings, const PaceState& state, bool active,
                            std::int32_t share, Time now);

// After a frame that took from `began` to `done`: at a share of less than 100 percent the processor
// rests so long that it works that share of the time, however fast the camera is.
[[nodiscard]] PaceState rest(const PaceState& state, std::int32_t share, Time began, Time done);

}  // namespace ocellus::camera
