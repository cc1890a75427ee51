// What the camera is told to do: an .ini file, overruled by the command line.
//
//   [source]   path = street.avi        an MJPEG .avi or a folder of pictures
//              rate = 10                frames per second of a folder of pictures
//   [model]    label = Person           what to follow
//              region = x y width height  what the model is shown, in pixels of the picture
//   [track]    start = 0.45             least score that starts a track
//              keep = 0.30              least score that keeps one alive
//              patience = 1.5           seconds a track survives unseen
//   [line door]  from = x y             crossing it from its left to its right, seen from `from`
//                to = x y               to `to`, is "in"
//   [zone yard]  corners = x y x y x y ...
//   [record]   video = out/watch.avi    annotated video
//              pictures = out/events    annotated picture of every frame with an event
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

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

struct Settings {
  Path source;
  float rate = 10;  // frames per second of a folder of pictures
  Name label;
  Region region;  // empty: the whole picture
  float start_score = 0.45f;
  float keep_score = 0.30f;
  float patience = 1.5f;  // seconds
  std::array<LineSettings, Scene::kMaxLines> lines;
  std::size_t line_count = 0;
  std::array<ZoneSettings, Scene::kMaxZones> zones;
  std::size_t zone_count = 0;
  Path video;     // empty: none
  Path pictures;  // empty: none

  std::span<const LineSettings> used_lines() const { return {lines.data(), line_count}; }
  std::span<const ZoneSettings> used_zones() const { return {zones.data(), zone_count}; }
};

// Reads `path` into `settings`. Every key is known or refused; Status::at is the line of the first
// fault, 0 when the file as a whole is at fault.
Status read_settings(const char* path, Settings& settings);

}  // namespace ocellus::camera
