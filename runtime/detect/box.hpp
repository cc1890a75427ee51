// Geometry of boxes.
#pragma once

#include "runtime/vision/image.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus {

constexpr Box intersection(const Box& a, const Box& b) {
  return {a.x0 > b.x0 ? a.x0 : b.x0, a.y0 > b.y0 ? a.y0 : b.y0, a.x1 < b.x1 ? a.x1 : b.x1,
          a.y1 < b.y1 ? a.y1 : b.y1};
}

// The area two boxes share over the area they cover together: 0 for boxes that do not meet or are
// empty, 1 for equal ones.
constexpr float intersection_over_union(const Box& a, const Box& b) {
  const float shared = intersection(a, b).area();
  return shared > 0 ? shared / (a.area() + b.area() - shared) : 0;
}

// What of `box` lies inside a picture; an empty box on its edge when nothing does.
constexpr Box clip(const Box& box, PixelSize picture) {
  const auto within = [](float value, std::int32_t limit) {
    const auto end = static_cast<float>(limit);
    return value > 0 ? (value < end ? value : end) : 0.0f;
  };
  return {within(box.x0, picture.width), within(box.y0, picture.height),
          within(box.x1, picture.width), within(box.y1, picture.height)};
}

}  // namespace ocellus
