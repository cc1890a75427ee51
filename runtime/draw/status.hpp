// How the camera is, drawn on its picture or in place of one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "runtime/draw/overlay.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus {

// What is left out is not shown.
struct StatusPanel {
  std::string_view name;  // of the camera
  std::string_view time;  // of day, as it shall be read
  std::optional<float> frames_per_second = {};
  std::optional<std::int32_t> degrees = {};  // Celsius
  std::span<const Counts> counts = {};
  std::string_view trouble;  // what is wrong, in a few words: "no camera: stalled"
};

// A bar across the top: name and time on the left, frame rate and temperature on the right; below
// it the counts of every detector's lines and zones, each detector from a new row on, up to a third
// of the picture; and across the bottom, when there is trouble, that in white on red. Letters are
// 14 pixels high from 480 pixels of width and 360 of height on, and grow with the picture. What
// does not fit is cut off; frame rate and temperature go before name and time.
void draw_status(const MutableImage& image, const StatusPanel& panel);

// In place of a picture: `message` in the middle of black, in large letters, broken at blanks where
// it is wider than the picture; the status around it.
void draw_page(const MutableImage& image, std::string_view message, const StatusPanel& panel);

}  // namespace ocellus
