// One thing a detector saw.
#pragma once

#include <cstdint>

#include "runtime/vision/image.hpp"

namespace ocellus {

// An index into the detector's label list.
enum class LabelIndex : std::uint16_t {};

struct Detection {
  Box box;          // pixels of the whole picture, clipped to it
  float score = 0;  // 0..1
  LabelIndex label{};
};

}  // namespace ocellus
