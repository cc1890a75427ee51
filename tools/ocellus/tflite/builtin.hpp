// TensorFlow Lite's operators by number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ocellus::tools {

// Those that this folder reads or writes.
enum class Builtin : std::int32_t {
  kAdd = 0,
  kConcatenation = 2,
  kConv2d = 3,
  kDepthwiseConv2d = 4,
  kDequantize = 6,
  kRelu = 19,
  kReluN1To1 = 20,
  kRelu6 = 21,
  kReshape = 22,
  kCustom = 32,
  kPad = 34,
};

// The name of any operator, known to Ocellus or not; "operator code 999" for a number that the
// format had not given out when this was written.
std::string builtin_name(std::int32_t code);

}  // namespace ocellus::tools
