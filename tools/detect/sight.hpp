// What a detector saw in one picture.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "drivers/picture/picture.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus::tools {

// A part of the thing, such as an eye of a face. It may lie outside the box and the picture.
struct KeyPoint {
  std::string_view name;
  Point at;  // pixels of the picture
};

struct Sighting {
  std::string_view label;
  float score;
  Box box;  // pixels of the picture
  std::vector<KeyPoint> key_points;
};

struct Sight {
  std::string picture;  // the file
  picture::Size size;
  std::vector<Sighting> sightings;  // best first
};

}  // namespace ocellus::tools
