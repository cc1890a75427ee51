// How the camera is, drawn on its picture or in place of one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "runtime/track/scene.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus {

// The counts of one detector. `whose` is shown before them, and may be empty where there is one
// detector only.
struct Counts {
  std::string_view whose;
  const Scene* scene = nullptr;
};

// What is left out is not shown.
struct StatusPanel {
  std::string_view name;  // of the camera
  std::string_view time;  // of day, as it shall be read
  std::optional<float> frames_per_second = {};
  std::optional<std::int32_t> degrees = {};  // Celsius
  std::span<const Counts> counts = {};
  std::string_view trouble;  // what is wrong, in a few words: "no camera: stalled"
};

// A bar across the top: name, time, frame rate and temperature; below it the counts of every
// detector's lines and zones, as many rows as they need up to a third of the picture; and across
// the bottom, when there is trouble, that in white on red. Letters are 14 pixels high from 480
// pixels of width and 360 of height on, and grow with the picture; what does not fit is cut off.
void draw_status(const MutableImage& image, const StatusPanel& panel);

// In place of a picture: `message` in the middle of black, in large letters, broken at blanks where
// it is wider than the picture; the status around it.
void draw_page(const MutableImage& image, std::string_view message, const StatusPanel& panel);

}  // namespace ocellus
