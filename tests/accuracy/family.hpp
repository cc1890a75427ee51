// The models that accuracy is judged on: what the float file does not say about each, and what its
// int8 form has to reach.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "runtime/detect/blaze.hpp"
#include "runtime/detect/ssd.hpp"
#include "tests/accuracy/agreement.hpp"
#include "tests/accuracy/mask_agreement.hpp"

namespace ocellus::tests {

// A model whose one output says of every pixel how likely it belongs to a person.
struct MaskDescription {
  PixelSize input;
  ValueRange values;  // that the input's levels 0 and 255 stand for
  Fit fit = Fit::kStretch;
};

struct DetectorLimits {
  double recall;            // at least
  double extra;             // at most
  double score_difference;  // at most
  double overlap;           // at least
  double key_points;        // at most, in sizes of the box; for detectors that have any
};

struct MaskLimits {
  double difference;  // at most
  double overlap;     // at least
};

struct DetectorFamily {
  std::variant<const SsdDescription*, const BlazeDescription*> description;
  Thresholds thresholds;
  DetectorLimits limits;
};

struct MaskFamily {
  MaskDescription description;
  MaskLimits limits;
};

// Who runs the float model: litert knows MediaPipe's custom operators.
enum class FloatInterpreter : std::uint8_t { kTfLite, kLiteRt };
std::string_view name(FloatInterpreter interpreter);

struct Family {
  std::string_view name;   // what tests/accuracy/judge calls it
  std::string_view model;  // build/models/float/MODEL.tflite, build/models/MODEL.int8.tflite
  std::variant<DetectorFamily, MaskFamily> kind;
  std::size_t least_scenes;  // pictures in which the float model sees something
  FloatInterpreter interpreter = FloatInterpreter::kTfLite;

  PixelSize input() const;
  ValueRange values() const;
  Fit fit() const;
};

std::span<const Family> families();
const Family* find_family(std::string_view name);  // nullptr: there is none

}  // namespace ocellus::tests
