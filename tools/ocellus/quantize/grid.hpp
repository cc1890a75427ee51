// The int8 grid of a tensor: which real value each of the 256 codes stands for.
#pragma once

#include <algorithm>
#include <cstdint>

namespace ocellus::tools::quantize {

// The real values a tensor must be able to hold. Contains 0: padding and zero weights have to be
// exact in TensorFlow Lite's scheme.
struct Range {
  float low = 0;
  float high = 0;

  bool operator==(const Range&) const = default;
};

// real = scale * (code - zero_point), code -128..127.
struct Grid {
  float scale = 1;
  std::int32_t zero_point = 0;

  // The nearest, ties to even, saturating. Every activation of every trial passes here, so it is
  // inline and without a call: 1.5 * 2^23 has no room for fractions, adding it rounds.
  std::int8_t code(float real) const {
    constexpr float kRounder = 12582912.0f;
    const float lowest = static_cast<float>(-128 - zero_point);
    const float highest = static_cast<float>(127 - zero_point);
    const float steps = std::min(std::max(real / scale, lowest), highest);
    return static_cast<std::int8_t>(static_cast<std::int32_t>((steps + kRounder) - kRounder) +
                                    zero_point);
  }
  // Ties up, and what is within 1/1024 of one counts as one: how runtime/vision fills an input.
  std::int8_t input_code(float real) const;
  float real(std::int32_t code) const { return scale * static_cast<float>(code - zero_point); }
  float rounded(float value) const { return real(code(value)); }

  bool operator==(const Grid&) const = default;
};

// The grid whose codes span `range`, widened to contain 0 and to a width above 0. The zero point is
// rounded half down: a range symmetric around 0 has its zero point on a tie, and the lower one lets
// 255 levels of a picture fall on 256 codes without a clash.
Grid grid_of(Range range);

}  // namespace ocellus::tools::quantize
