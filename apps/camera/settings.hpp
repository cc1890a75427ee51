// What the camera is told to do: an .ini file, overruled by the command line.
//
//   [source]   path = street.avi        an MJPEG .avi or a folder of pictures
//              rate = 10                frames per second of a folder of pictures
//   [model]    detectors = ssd, face    who looks at every frame: ssd (unless told), face or both
//              label = Person           what ssd follows
//              region = x y width height  what the models are shown, in pixels of the picture
//   [track]    start = 0.45             least score that starts a track
//              keep = 0.30              least score that keeps one alive
//              patience = 1.5           seconds a track survives unseen
//   [track face] start = ...            the same for one detector, before what is said for all
//   [line door]  from = x y             crossing it from its left to its right, seen from `from`
//                to = x y               to `to`, is "in"
//   [zone yard]  corners = x y x y x y ...
//   [record]   video = out/watch.avi    annotated video
//              pictures = out/events    annotated picture of every frame with an event
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "apps/camera/text.hpp"
#include "runtime/status.hpp"
#include "runtime/track/scene.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus::camera {

using Name = Text<31>;
using Path = Text<4095>;

struct LineSettings {
  Name name;
  Point from;
  Point to;
};

struct ZoneSettings {
  Name name;
  std::array<Point, Zone::kMaxCorners> corners;
  std::size_t corner_count = 0;
};

enum class DetectorKind : std::uint8_t { kSsd, kFace };
inline constexpr std::array kDetectorKinds = {DetectorKind::kSsd, DetectorKind::kFace};

constexpr std::string_view name(DetectorKind kind) {
  constexpr std::array<std::string_view, kDetectorKinds.size()> kNames = {"ssd", "face"};
  return kNames[static_cast<std::size_t>(kind)];
}

// What the settings say about tracks; the rest is left to somebody else.
struct TrackSettings {
  std::optional<float> start_score;
  std::optional<float> keep_score;
  std::optional<float> patience;
};

// The same, complete.
struct TrackRules {
  float start_score;
  float keep_score;
  float patience;  // seconds
};

struct Settings {
  using Detectors = std::array<DetectorKind, kDetectorKinds.size()>;

  Path source;
  float rate = 10;  // frames per second of a folder of pictures
  Name label;
  Region region;  // empty: the whole picture
  Detectors detectors = {DetectorKind::kSsd};
  std::size_t detector_count = 1;
  TrackSettings track;                                                 // of all detectors
  std::array<TrackSettings, kDetectorKinds.size()> track_of_one = {};  // by kind
  std::array<LineSettings, Scene::kMaxLines> lines;
  std::size_t line_count = 0;
  std::array<ZoneSettings, Scene::kMaxZones> zones;
  std::size_t zone_count = 0;
  Path video;     // empty: none
  Path pictures;  // empty: none

  std::span<const DetectorKind> used_detectors() const {
    return {detectors.data(), detector_count};
  }
  bool uses(DetectorKind kind) const;
  // What is said of this detector, else of all, else what suits it.
  TrackRules track_rules(DetectorKind kind) const;
  std::span<const LineSettings> used_lines() const { return {lines.data(), line_count}; }
  std::span<const ZoneSettings> used_zones() const { return {zones.data(), zone_count}; }
};

// "ssd", "face" or both, between blanks or commas; false and unchanged for anything else.
[[nodiscard]] bool read_detectors(std::string_view text, Settings& settings);

// Reads `path` into `settings`. Every key is known or refused; Status::at is the line of the first
// fault, 0 when the file as a whole is at fault.
Status read_settings(const char* path, Settings& settings);

}  // namespace ocellus::camera
