// What the camera is told to do. apps/camera/ocellus.ini shows every key with its unit, range and
// default; settings/sections.hpp is the table they come from, settings/reader.hpp reads the text.
//
// The defaults here are those of a camera that is told nothing: it watches the first camera that it
// finds, for persons.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "apps/camera/text.hpp"
#include "drivers/capture/steady_camera.hpp"
#include "runtime/track/events.hpp"
#include "runtime/track/scene.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus::camera {

using Name = Text<31>;  // UTF-8
using Path = Text<4095>;

// A place in the picture, in percent of its width and height, 0..100; y grows downwards.
struct PercentPoint {
  float x = 0;
  float y = 0;

  Point in(PixelSize picture) const;
  bool operator==(const PercentPoint&) const = default;
};

// A part of the picture, in percent of its width and height.
struct PercentRegion {
  float x = 0;
  float y = 0;
  float width = 100;
  float height = 100;

  // The nearest whole pixels, at least one, inside the picture.
  Region in(PixelSize picture) const;
  bool operator==(const PercentRegion&) const = default;
};

struct LineSettings {
  Name name;
  PercentPoint from;
  PercentPoint to;
};

struct ZoneSettings {
  Name name;
  std::array<PercentPoint, Zone::kMaxCorners> corners;
  std::size_t corner_count = 0;
};

enum class DetectorKind : std::uint8_t { kSsd, kFace };
inline constexpr std::array kDetectorKinds = {DetectorKind::kSsd, DetectorKind::kFace};

constexpr std::string_view name(DetectorKind kind) {
  constexpr std::array<std::string_view, kDetectorKinds.size()> kNames = {"ssd", "face"};
  return kNames[static_cast<std::size_t>(kind)];
}

// Whom the settings are for.
struct Host {
  std::span<const DetectorKind> carried = kDetectorKinds;  // by the program
  bool on_board = false;  // a device: without a file system to write into, or a disk but its own
};

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

// How much is inferred.
struct WatchSettings {
  float rate = 0;          // frames per second at most, 0.1..120; 0: as they come
  float motion = 0;        // percent of the picture that must change, 0.01..100; 0: always
  float motion_level = 6;  // grey levels from which on a place has changed, 1..100
  float linger = 3;        // seconds for which it looks on after the last motion, 0..3600
  float still = 10;        // seconds without a look after which one is taken all the same; 0: never
  bool trace = false;      // tells which frames were inferred
  float duty_on = 0;       // seconds of watching, 1..86400 ...
  float duty_off = 0;      // ... and of resting after them; both 0: watching always
};

struct ThermalSettings {
  bool governor = true;
  std::optional<float> slow_from;  // degrees Celsius, 30..110; none: what suits the board
  std::optional<float> hurry_from;
};

// Deadlines of what proves that the camera gets on, in seconds, 1..600
// (platform/linux/progress.hpp). Each counts from when it is due.
struct WatchdogSettings {
  float turn = 10;       // a turn of the loop
  float frame = 30;      // a frame of a camera that is there
  float inference = 30;  // a look at a frame
  float event = 10;      // an event written down
};

enum class Blur : std::uint8_t { kNone, kFaces };

struct SnapshotSettings {
  bool enabled = true;
  int quality = 85;  // of JPEG, 1..100
};

// A GPIO line: the board's own, none, or that of a number on the chip.
struct WiredLine {
  enum class Use : std::uint8_t { kBoards, kNone, kNumber };

  Use use = Use::kBoards;
  std::uint32_t number = 0;
  bool active_low = false;

  // `boards`: the board's, none for a machine that is no board.
  std::optional<std::uint32_t> of(std::optional<std::uint32_t> boards) const {
    if (use == Use::kNumber) return number;
    return use == Use::kBoards ? boards : std::nullopt;
  }
};

// An event that raises the alarm: "entered", "entered yard", "crossed door", "crossed door in".
struct AlarmRule {
  EventKind kind = EventKind::kAppeared;
  Name place;  // of a line or zone; empty: any
  std::optional<Direction> direction;

  bool matches(const Event& event, const Scene& scene) const;
};

struct GpioSettings {
  Text<63> chip;  // its label, or a path in /dev; empty: the board's
  WiredLine led;
  WiredLine alarm;
  WiredLine button;
  std::array<AlarmRule, 8> alarm_on = {};
  std::size_t alarm_on_count = 0;
  float alarm_seconds = 2;  // 0.1..3600

  bool raises_alarm(const Event& event, const Scene& scene) const;
};

struct StorageSettings {
  enum class Use : std::uint8_t { kBoards, kNone, kPath };

  Use use = Use::kBoards;
  Path path;  // of a device or file
};

struct Settings {
  using Detectors = std::array<DetectorKind, kDetectorKinds.size()>;
  static constexpr std::size_t kMostLabels = 8;

  Path source;             // empty: the first camera that is found
  float folder_rate = 10;  // frames per second of a folder of pictures, 0.1..120
  // Of a camera; its `path` and `memory` are set by whoever opens it.
  capture::CameraOptions camera;

  Detectors detectors = {DetectorKind::kSsd};
  std::size_t detector_count = 1;
  std::array<Name, kMostLabels> labels;  // none: Person
  std::size_t label_count = 0;
  PercentRegion region;  // what of the picture the models are shown

  TrackSettings track;                                                 // of all detectors
  std::array<TrackSettings, kDetectorKinds.size()> track_of_one = {};  // by kind
  std::array<LineSettings, Scene::kMaxLines> lines;
  std::size_t line_count = 0;
  std::array<ZoneSettings, Scene::kMaxZones> zones;
  std::size_t zone_count = 0;

  WatchSettings watch;
  ThermalSettings thermal;
  WatchdogSettings watchdog;
  Blur blur = Blur::kNone;
  bool screen = true;  // where there is one
  SnapshotSettings snapshot;
  GpioSettings gpio;
  StorageSettings storage;
  Path video;     // empty: none
  Path pictures;  // empty: none

  // The path for open_source().
  const char* source_path() const { return source.empty() ? "camera" : source.c_str(); }
  // Those of the settings; the face detector too, where faces are to be blurred.
  std::span<const DetectorKind> used_detectors() const {
    return {detectors.data(), detector_count};
  }
  bool uses(DetectorKind kind) const;
  // Adds the face detector where faces are to be hidden and nobody named it.
  void look_for_faces_to_hide();
  // What the detector ssd follows: at least one.
  std::span<const Name> used_labels() const;
  // What is said of this detector, else of all, else what suits it.
  TrackRules track_rules(DetectorKind kind) const;
  std::span<const LineSettings> used_lines() const { return {lines.data(), line_count}; }
  std::span<const ZoneSettings> used_zones() const { return {zones.data(), zone_count}; }
};

}  // namespace ocellus::camera
