// The inner loops of the pre-processing pass, once for every instruction set: each computes the
// integers that resample__scalar.hpp does. Together they make one row of a model's input from the
// rows of a picture under it: blend_rows, then a split into planes where colours alternate, then
// blend_columns of every plane, then one of the two that write.
//
// Ranges: weights are 0..2^14 and sum to 2^14, so products sum to less than 2^31. Values are levels
// with 7 fractional bits, 0..255 * 2^7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/isa.hpp"
#include "runtime/vision/colour.hpp"
#include "runtime/vision/column_taps.hpp"

namespace ocellus {

// A row as three planes of `count` values.
struct PlaneRows {
  const std::int16_t* planes[3];
  std::int32_t count;
};

struct Resample {
  // values[i] = (sum of weights[k] * rows[k * stride + i] + 64) >> 7 for i < count. At least one
  // weight. Reads and writes nothing else.
  void (*blend_rows)(const std::uint8_t* rows, std::ptrdiff_t stride,
                     std::span<const std::int16_t> weights, std::int32_t count,
                     std::int16_t* values);

  // planes[c][i] = values[n * i + c] for i < count.
  void (*split_in_2)(const std::int16_t* values, std::int32_t count, std::int16_t* const* planes);
  void (*split_in_3)(const std::int16_t* values, std::int32_t count, std::int16_t* const* planes);

  // blended[t] = (sum of weights * row[first + ...] + 2^(shift - 1)) >> shift for every target t.
  // `row` may be read up to ColumnTaps::kSlack values past its end.
  void (*blend_columns)(const std::int16_t* row, const ColumnTaps& taps, int shift,
                        std::int16_t* blended);

  // Planes R, G, B of levels without fractional bits, to bytes R G B, `offset` added to each
  // modulo 256.
  void (*write_rgb)(const PlaneRows& levels, std::uint8_t offset, std::uint8_t* bytes);

  // Planes Y, U, V of values: the formulas of colour.hpp, divided by 2^20 and rounded half up.
  void (*write_yuv)(const PlaneRows& values, const ColourMatrix& matrix, std::uint8_t offset,
                    std::uint8_t* bytes);
};

inline constexpr int kValueBits = 7;
inline constexpr int kWeightBits = 14;

// nullptr when this program was built for another architecture.
const Resample* resample(Isa isa);

}  // namespace ocellus
