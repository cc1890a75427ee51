// The specification of resample.hpp; the vector versions end their rows with it.
#pragma once

#include "runtime/vision/resample.hpp"

namespace ocellus {

[[gnu::always_inline]] inline void blend_rows__scalar(const std::uint8_t* rows,
                                                      std::ptrdiff_t stride,
                                                      std::span<const std::int16_t> weights,
                                                      std::int32_t count, std::int16_t* values) {
  constexpr std::int32_t kBlock = 64;
  for (std::int32_t x = 0; x < count; x += kBlock) {
    const std::int32_t block = count - x < kBlock ? count - x : kBlock;
    std::int32_t sums[kBlock] = {};
    const std::uint8_t* row = rows + x;
    for (const std::int16_t weight : weights) {
      for (std::int32_t i = 0; i < block; ++i) sums[i] += weight * row[i];
      row += stride;
    }
    constexpr int kDown = kWeightBits - kValueBits;
    for (std::int32_t i = 0; i < block; ++i) {
      values[x + i] = static_cast<std::int16_t>((sums[i] + (1 << (kDown - 1))) >> kDown);
    }
  }
}

template <int kPlanes>
[[gnu::always_inline]] inline void split__scalar(const std::int16_t* values, std::int32_t begin,
                                                 std::int32_t count, std::int16_t* const* planes) {
  for (std::int32_t i = begin; i < count; ++i) {
    for (int c = 0; c < kPlanes; ++c) planes[c][i] = values[kPlanes * i + c];
  }
}

// The targets from `begin` on.
[[gnu::always_inline]] inline void blend_columns__scalar(const std::int16_t* row,
                                                         const ColumnTaps& taps, int shift,
                                                         std::int32_t begin,
                                                         std::int16_t* blended) {
  constexpr std::int32_t kRun = ColumnTaps::kRun;
  for (std::int32_t t = begin; t < taps.targets(); ++t) {
    std::int32_t sum = 1 << (shift - 1);
    for (std::int32_t run = 0; run < taps.runs(); ++run) {
      const std::int16_t* values = row + taps.first()[t] + run * kRun;
      const std::int16_t* weights = taps.weights(run) + t * kRun;
      for (std::int32_t k = 0; k < kRun; ++k) sum += values[k] * weights[k];
    }
    blended[t] = static_cast<std::int16_t>(sum >> shift);
  }
}

[[gnu::always_inline]] inline void write_rgb__scalar(const PlaneRows& levels, std::int32_t begin,
                                                     std::uint8_t offset, std::uint8_t* bytes) {
  for (std::int32_t i = begin; i < levels.count; ++i) {
    for (int c = 0; c < 3; ++c) {
      bytes[3 * i + c] = static_cast<std::uint8_t>(levels.planes[c][i] + offset);
    }
  }
}

// The formulas for values: what does not depend on the pixel is added last.
struct ValueMatrix {
  static constexpr int kDown = ColourMatrix::kBits + kValueBits;

  std::int32_t red;
  std::int32_t green;
  std::int32_t blue;

  [[gnu::always_inline]] explicit ValueMatrix(const ColourMatrix& m) {
    const std::int32_t grey = (1 << (kDown - 1)) - m.luma * (m.black << kValueBits);
    constexpr std::int32_t kCentre = 128 << kValueBits;
    red = grey - m.red * kCentre;
    green = grey - (m.green_u + m.green_v) * kCentre;
    blue = grey - m.blue * kCentre;
  }
};

[[gnu::always_inline]] inline void write_yuv__scalar(const PlaneRows& values, std::int32_t begin,
                                                     const ColourMatrix& matrix,
                                                     std::uint8_t offset, std::uint8_t* bytes) {
  const ValueMatrix constant(matrix);
  const auto byte = [&](std::int32_t sum) {
    const std::int32_t level = sum >> ValueMatrix::kDown;
    return static_cast<std::uint8_t>((level < 0 ? 0 : level > 255 ? 255 : level) + offset);
  };
  for (std::int32_t i = begin; i < values.count; ++i) {
    const std::int32_t luma = matrix.luma * values.planes[0][i];
    const std::int32_t u = values.planes[1][i];
    const std::int32_t v = values.planes[2][i];
    bytes[3 * i] = byte(luma + matrix.red * v + constant.red);
    bytes[3 * i + 1] = byte(luma + matrix.green_u * u + matrix.green_v * v + constant.green);
    bytes[3 * i + 2] = byte(luma + matrix.blue * u + constant.blue);
  }
}

}  // namespace ocellus
