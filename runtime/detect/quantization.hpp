// What the int8 values of a tensor stand for.
#pragma once

#include <cstdint>

namespace ocellus {

// real = scale * (q - zero_point).
struct Quantization {
  float scale = 1;
  std::int32_t zero_point = 0;
};

}  // namespace ocellus
