// The stages of a frame's life, and how long each takes.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "runtime/timing/latency_histogram.hpp"

namespace ocellus::camera {

enum class Stage : std::uint8_t {
  kCapture,      // wait for the frame and fetch its bytes
  kDecode,       // JPEG or PNG to pixels, at the DCT scale that fits
  kPreprocess,   // crop, resize, colour and quantize, into the arena
  kInference,    // the model
  kPostprocess,  // boxes, scores and non-maximum suppression
  kTrack,        // tracks, lines, zones and events
  kRecord,       // draw, encode and write the annotated pictures and video
  kFrame,        // all of the above: end to end
};
inline constexpr std::size_t kStages = 8;

constexpr std::string_view name(Stage stage) {
  constexpr std::array<std::string_view, kStages> kNames = {
      "capture", "decode", "preprocess", "inference", "postprocess", "track", "record", "frame"};
  return kNames[static_cast<std::size_t>(stage)];
}

class StageTimes {
 public:
  using Clock = std::chrono::steady_clock;

  void begin_frame() { frame_start_ = stage_start_ = Clock::now(); }

  // The time since begin_frame() or the previous end() belongs to `stage`.
  void end(Stage stage) {
    const Clock::time_point now = Clock::now();
    of(stage).add(now - stage_start_);
    stage_start_ = now;
  }

  void end_frame() { of(Stage::kFrame).add(Clock::now() - frame_start_); }

  const LatencyHistogram& operator[](Stage stage) const {
    return histograms_[static_cast<std::size_t>(stage)];
  }

 private:
  LatencyHistogram& of(Stage stage) { return histograms_[static_cast<std::size_t>(stage)]; }

  std::array<LatencyHistogram, kStages> histograms_;
  Clock::time_point frame_start_;
  Clock::time_point stage_start_;
};

}  // namespace ocellus::camera
