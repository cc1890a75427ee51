// The stages of a frame's life, and how long each takes.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "apps/camera/settings/settings.hpp"
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

constexpr bool is_of_one_detector(Stage stage) {
  return stage == Stage::kPreprocess || stage == Stage::kInference || stage == Stage::kPostprocess;
}

class StageTimes {
 public:
  using Clock = std::chrono::steady_clock;

  void begin_frame() { frame_start_ = stage_start_ = Clock::now(); }

  // The time since begin_frame() or the previous end() belongs to `stage` of `detector`; those of
  // the whole frame stand under the first detector.
  void end(Stage stage, DetectorKind detector = DetectorKind{}) {
    const Clock::time_point now = Clock::now();
    histogram(stage, detector).add(now - stage_start_);
    stage_start_ = now;
  }

  void end_frame() { histogram(Stage::kFrame, DetectorKind{}).add(Clock::now() - frame_start_); }

  const LatencyHistogram& of(Stage stage, DetectorKind detector) const {
    return histograms_[static_cast<std::size_t>(stage)][static_cast<std::size_t>(detector)];
  }

 private:
  LatencyHistogram& histogram(Stage stage, DetectorKind detector) {
    return histograms_[static_cast<std::size_t>(stage)][static_cast<std::size_t>(detector)];
  }

  std::array<std::array<LatencyHistogram, kDetectorKinds.size()>, kStages> histograms_;
  Clock::time_point frame_start_;
  Clock::time_point stage_start_;
};

}  // namespace ocellus::camera
