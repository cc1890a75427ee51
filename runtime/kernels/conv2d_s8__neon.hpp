// CONV_2D for every aarch64: products of int8 to int16, two of them summed there, and the sums of
// neighbours added to int32.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/conv2d_rows__neon.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__neon.hpp"
#include "runtime/kernels/requantize__neon.hpp"

namespace ocellus::kernels {

// The sums of kRows pixels by 4 channels, each sum in four parts. kFast as the packed header says:
// two products fit int16.
template <int kRows, bool kFast>
struct Sums__neon {
  int32x4_t of[kRows][4];

  template <bool kFirst>
  [[gnu::always_inline]] void add(int32x4_t& sum, int16x8_t products) {
    sum = kFirst ? vpaddlq_s16(products) : vpadalq_s16(sum, products);
  }

  // Sixteen depths of one pixel. Two channels take turns, so that a core which executes in order
  // has something to do while a product is on its way; more would not leave enough registers.
  template <bool kFirst>
  [[gnu::always_inline]] void add(int32x4_t (&sum)[4], int8x16_t pixel,
                                  const int8x16_t (&weights)[4]) {
#pragma GCC unroll 2
    for (int c = 0; c < 4; c += 2) {
      int16x8_t even = vmull_s8(vget_low_s8(pixel), vget_low_s8(weights[c]));
      int16x8_t odd = vmull_s8(vget_low_s8(pixel), vget_low_s8(weights[c + 1]));
      if constexpr (kFast) {
        even = vmlal_high_s8(even, pixel, weights[c]);
        odd = vmlal_high_s8(odd, pixel, weights[c + 1]);
      } else {
        add<kFirst>(sum[c], even);
        add<kFirst>(sum[c + 1], odd);
        even = vmull_high_s8(pixel, weights[c]);
        odd = vmull_high_s8(pixel, weights[c + 1]);
      }
      add<(kFast && kFirst)>(sum[c], even);
      add<(kFast && kFirst)>(sum[c + 1], odd);
    }
  }

  // kFirst: instead of what the sums hold.
  template <bool kFirst>
  [[gnu::always_inline]] void add_32(const std::int8_t* const (&row)[kRows], std::int64_t depth,
                                     const std::int8_t* weights) {
    int8x16_t near[4];
    int8x16_t far[4];
#pragma GCC unroll 4
    for (int c = 0; c < 4; ++c) {
      near[c] = vld1q_s8(weights + 32 * c);
      far[c] = vld1q_s8(weights + 32 * c + 16);
    }
#pragma GCC unroll 4
    for (int i = 0; i < kRows; ++i) {
      add<kFirst>(of[i], vld1q_s8(row[i] + depth), near);
      add<false>(of[i], vld1q_s8(row[i] + depth + 16), far);
    }
  }

  template <bool kFirst>
  [[gnu::always_inline]] void add_16(const std::int8_t* const (&row)[kRows], std::int64_t depth,
                                     const std::int8_t* weights) {
    int8x16_t near[4];
#pragma GCC unroll 4
    for (int c = 0; c < 4; ++c) {
      near[c] = vld1q_s8(weights + 16 * c);
    }
#pragma GCC unroll 4
    for (int i = 0; i < kRows; ++i) {
      add<kFirst>(of[i], vld1q_s8(row[i] + depth), near);
    }
  }

  template <bool kFirst>
  [[gnu::always_inline]] void add_8(const std::int8_t* const (&row)[kRows], std::int64_t depth,
                                    const std::int8_t* weights) {
#pragma GCC unroll 4
    for (int i = 0; i < kRows; ++i) {
      const int8x8_t pixel = vld1_s8(row[i] + depth);
#pragma GCC unroll 4
      for (int c = 0; c < 4; ++c) {
        add<kFirst>(of[i][c], vmull_s8(pixel, vld1_s8(weights + 8 * c)));
      }
    }
  }
};

template <int kRows, bool kFast>
[[gnu::noinline]] void conv2d_product__neon(const Product__neon& product, const std::int8_t* rows,
                                            std::int8_t* output, std::int32_t strips) {
  const Clamp__neon clamp = clamp__neon(product.quantized);
  const std::int32_t channels = product.channels;
  const std::int64_t depth = product.depth;
  const std::int32_t row_bytes = product.row_bytes;
  const std::byte* const blocks = product.blocks;
  for (; strips > 0; --strips) {
    const std::int8_t* row[kRows];
#pragma GCC unroll 4
    for (int i = 0; i < kRows; ++i) {
      row[i] = rows;
      rows += row_bytes;
    }
    const std::int8_t* weights = reinterpret_cast<const std::int8_t*>(blocks);
    for (std::int32_t done = 0; done < channels; done += kBlockWidth__neon) {
      const std::int32_t* const block = reinterpret_cast<const std::int32_t*>(weights);
      weights += kBlockParameterBytes__neon;
      int32x4_t whole[kRows][2];
#pragma GCC unroll 2
      for (int half = 0; half < 2; ++half) {
        Sums__neon<kRows, kFast> sums;
        std::int64_t d = 0;
        if (depth >= 32) {
          sums.template add_32<true>(row, 0, weights);
          for (d = 32, weights += 128; d + 32 <= depth; d += 32, weights += 128) {
            sums.template add_32<false>(row, d, weights);
          }
          if (depth & 16) {
            sums.template add_16<false>(row, d, weights);
            d += 16, weights += 64;
          }
        } else if (depth & 16) {
          sums.template add_16<true>(row, 0, weights);
          d = 16, weights += 64;
        } else {
          sums.template add_8<true>(row, 0, weights);
          d = 8, weights += 32;
        }
        if (d < depth) {
          sums.template add_8<false>(row, d, weights);
          weights += 32;
        }
        const int32x4_t bias = vld1q_s32(block + 4 * half);
#pragma GCC unroll 4
        for (int i = 0; i < kRows; ++i) {
          const int32x4_t(&sum)[4] = sums.of[i];
          whole[i][half] =
              vaddq_s32(bias, vpaddq_s32(vpaddq_s32(sum[0], sum[1]), vpaddq_s32(sum[2], sum[3])));
        }
      }
      const std::int32_t last = channels - kBlockWidth__neon;
      const std::int32_t start = done < last ? done : last;
      store_rows__neon<kRows, kFast>(whole, block, clamp, channels, output + start);
    }
    output += static_cast<std::ptrdiff_t>(kRows) * channels;
  }
}

// `packed` as packed__neon.hpp says.
[[gnu::always_inline]] inline void conv2d_s8__neon(const Conv2d& op, const std::int8_t* input,
                                                   const std::byte* packed, std::int8_t* output,
                                                   std::byte* scratch, Band band) {
  const bool fast = reinterpret_cast<const PackedHeader__neon*>(packed)->fast != 0;
  const auto multiply = [fast](const Product__neon& product, std::int32_t count,
                               const std::int8_t* rows, std::int8_t* to, std::int32_t strips) {
    switch (count) {
      case 4:
        return (fast ? conv2d_product__neon<4, true>
                     : conv2d_product__neon<4, false>)(product, rows, to, strips);
      case 2:
        return (fast ? conv2d_product__neon<2, true>
                     : conv2d_product__neon<2, false>)(product, rows, to, strips);
      default:
        return (fast ? conv2d_product__neon<1, true>
                     : conv2d_product__neon<1, false>)(product, rows, to, strips);
    }
  };
  for_rows__neon<Conv2dLayout__neon>(op, input, packed, output, scratch, band, multiply);
}

// The same with every shape a compile-time constant.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__neon(const std::int8_t* input, const std::byte* packed,
                                       std::int8_t* output, std::byte* scratch) {
  conv2d_s8__neon(kOp, input, packed, output, scratch, whole(kOp));
}

// A band of it.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__neon(const std::int8_t* input, const std::byte* packed,
                                       std::int8_t* output, std::byte* scratch, Band band) {
  conv2d_s8__neon(kOp, input, packed, output, scratch, band);
}

}  // namespace ocellus::kernels
