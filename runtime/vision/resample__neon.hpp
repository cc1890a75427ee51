// The inner loops of resample.hpp with NEON. Rows end with one more block that overlaps the one
// before; shorter rows are left to the scalar loops.
#pragma once

#include <arm_neon.h>

#include "runtime/vision/resample__scalar.hpp"

namespace ocellus {

[[gnu::always_inline]] inline void blend_rows__neon(const std::uint8_t* rows, std::ptrdiff_t stride,
                                                    std::span<const std::int16_t> weights,
                                                    std::int32_t count, std::int16_t* values) {
  constexpr std::int32_t kBlock = 32;
  if (count < kBlock) {
    blend_rows__scalar(rows, stride, weights, count, values);
    return;
  }
  constexpr int kDown = kWeightBits - kValueBits;
  for (std::int32_t x = 0; x < count; x += kBlock) {
    if (x > count - kBlock) x = count - kBlock;
    int32x4_t sums[8];
#pragma GCC unroll 8
    for (int32x4_t& sum : sums) sum = vdupq_n_s32(0);
    const std::uint8_t* row = rows + x;
    const auto add = [&](int32x4_t* to, uint8x16_t levels, int16x4_t by) {
      const int16x8_t low = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(levels)));
      const int16x8_t high = vreinterpretq_s16_u16(vmovl_high_u8(levels));
      to[0] = vmlal_lane_s16(to[0], vget_low_s16(low), by, 0);
      to[1] = vmlal_high_lane_s16(to[1], low, by, 0);
      to[2] = vmlal_lane_s16(to[2], vget_low_s16(high), by, 0);
      to[3] = vmlal_high_lane_s16(to[3], high, by, 0);
    };
    for (const std::int16_t& weight : weights) {
      const int16x4_t by = vld1_dup_s16(&weight);
      add(sums, vld1q_u8(row), by);
      add(sums + 4, vld1q_u8(row + 16), by);
      row += stride;
    }
    // A rounding shift: the same as adding half before.
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      vst1q_s16(values + x + 8 * i,
                vrshrn_high_n_s32(vrshrn_n_s32(sums[2 * i], kDown), sums[2 * i + 1], kDown));
    }
  }
}

template <int kPlanes>
[[gnu::always_inline]] inline void split__neon(const std::int16_t* values, std::int32_t count,
                                               std::int16_t* const* planes) {
  constexpr std::int32_t kBlock = 8;
  if (count < kBlock) {
    split__scalar<kPlanes>(values, 0, count, planes);
    return;
  }
  for (std::int32_t i = 0; i < count; i += kBlock) {
    if (i > count - kBlock) i = count - kBlock;
    if constexpr (kPlanes == 2) {
      const int16x8x2_t split = vld2q_s16(values + 2 * i);
#pragma GCC unroll 2
      for (int c = 0; c < 2; ++c) vst1q_s16(planes[c] + i, split.val[c]);
    } else {
      const int16x8x3_t split = vld3q_s16(values + 3 * i);
#pragma GCC unroll 3
      for (int c = 0; c < 3; ++c) vst1q_s16(planes[c] + i, split.val[c]);
    }
  }
}

// Four targets at a time; kRuns is their number of runs, 0 when only the taps know.
template <int kRuns>
[[gnu::always_inline]] inline void blend_column_runs__neon(const std::int16_t* row,
                                                           const ColumnTaps& taps, int shift,
                                                           std::int16_t* blended) {
  constexpr std::ptrdiff_t kBlock = 4;
  constexpr std::ptrdiff_t kRun = ColumnTaps::kRun;
  const std::ptrdiff_t targets = taps.targets();
  const std::int32_t runs = kRuns > 0 ? kRuns : taps.runs();
  const int32x4_t down = vdupq_n_s32(-shift);
  for (std::ptrdiff_t t = 0; t < targets; t += kBlock) {
    if (t > targets - kBlock) t = targets - kBlock;
    int32x4_t sums[kBlock];
#pragma GCC unroll 4
    for (int32x4_t& sum : sums) sum = vdupq_n_s32(0);
    const std::int32_t* first = taps.first() + t;
    const std::int16_t* weights = taps.weights(0) + t * kRun;
    const std::int16_t* values = row;
#pragma GCC unroll 2
    for (std::int32_t run = 0; run < runs; ++run) {
#pragma GCC unroll 4
      for (int i = 0; i < kBlock; ++i) {
        const int16x8_t of = vld1q_s16(values + first[i]);
        const int16x8_t by = vld1q_s16(weights + i * kRun);
        sums[i] = vmlal_s16(sums[i], vget_low_s16(of), vget_low_s16(by));
        sums[i] = vmlal_high_s16(sums[i], of, by);
      }
      values += kRun;
      weights += targets * kRun;
    }
    const int32x4_t sum = vpaddq_s32(vpaddq_s32(sums[0], sums[1]), vpaddq_s32(sums[2], sums[3]));
    vst1_s16(blended + t, vmovn_s32(vrshlq_s32(sum, down)));
  }
}

[[gnu::always_inline]] inline void blend_columns__neon(const std::int16_t* row,
                                                       const ColumnTaps& taps, int shift,
                                                       std::int16_t* blended) {
  if (taps.targets() < 4) {
    blend_columns__scalar(row, taps, shift, 0, blended);
  } else if (taps.runs() == 1) {
    blend_column_runs__neon<1>(row, taps, shift, blended);
  } else if (taps.runs() == 2) {
    blend_column_runs__neon<2>(row, taps, shift, blended);
  } else {
    blend_column_runs__neon<0>(row, taps, shift, blended);
  }
}

[[gnu::always_inline]] inline void write_rgb__neon(const PlaneRows& levels, std::uint8_t offset,
                                                   std::uint8_t* bytes) {
  constexpr std::int32_t kBlock = 8;
  if (levels.count < kBlock) {
    write_rgb__scalar(levels, 0, offset, bytes);
    return;
  }
  for (std::int32_t i = 0; i < levels.count; i += kBlock) {
    if (i > levels.count - kBlock) i = levels.count - kBlock;
    uint8x8x3_t pixels;
#pragma GCC unroll 3
    for (int c = 0; c < 3; ++c) {
      const int16x8_t colour = vld1q_s16(levels.planes[c] + i);
      pixels.val[c] = vadd_u8(vmovn_u16(vreinterpretq_u16_s16(colour)), vdup_n_u8(offset));
    }
    vst3_u8(bytes + 3 * i, pixels);
  }
}

[[gnu::always_inline]] inline void write_yuv__neon(const PlaneRows& values,
                                                   const ColourMatrix& matrix, std::uint8_t offset,
                                                   std::uint8_t* bytes) {
  constexpr std::int32_t kBlock = 8;
  if (values.count < kBlock) {
    write_yuv__scalar(values, 0, matrix, offset, bytes);
    return;
  }
  const ValueMatrix constant(matrix);
  const auto narrow = [&](int32x4_t low, int32x4_t high) {
    // As far down as narrowing needs, then the rest: a floor either way, and what saturates is
    // beyond 255.
    constexpr int kFirst = ColourMatrix::kBits;
    const int16x8_t part = vcombine_s16(vqshrn_n_s32(low, kFirst), vqshrn_n_s32(high, kFirst));
    return vadd_u8(vqmovun_s16(vshrq_n_s16(part, ValueMatrix::kDown - kFirst)), vdup_n_u8(offset));
  };
  for (std::int32_t i = 0; i < values.count; i += kBlock) {
    if (i > values.count - kBlock) i = values.count - kBlock;
    const int16x8_t y = vld1q_s16(values.planes[0] + i);
    const int16x8_t u = vld1q_s16(values.planes[1] + i);
    const int16x8_t v = vld1q_s16(values.planes[2] + i);
    struct Halves {
      int32x4_t low, high;
    };
    const auto plus = [](const Halves& sum, int16x8_t by, std::int16_t factor) {
      return Halves{vmlal_n_s16(sum.low, vget_low_s16(by), factor),
                    vmlal_high_n_s16(sum.high, by, factor)};
    };
    const auto start = [&](std::int32_t value) {
      return plus({vdupq_n_s32(value), vdupq_n_s32(value)}, y, matrix.luma);
    };
    const Halves red = plus(start(constant.red), v, matrix.red);
    const Halves green = plus(plus(start(constant.green), u, matrix.green_u), v, matrix.green_v);
    const Halves blue = plus(start(constant.blue), u, matrix.blue);
    vst3_u8(bytes + 3 * i, {{narrow(red.low, red.high), narrow(green.low, green.high),
                             narrow(blue.low, blue.high)}});
  }
}

}  // namespace ocellus
