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

// The sums of kRows pixels by 4 channels, each sum in four parts. Without the general scheme two
// products fit int16.
template <int kRows, Scheme__neon kScheme>
struct Sums__neon {
  static constexpr bool kPairsFit = kScheme != Scheme__neon::kGeneral;

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
      if constexpr (kPairsFit) {
        even = vmlal_high_s8(even, pixel, weights[c]);
        odd = vmlal_high_s8(odd, pixel, weights[c + 1]);
      } else {
        add<kFirst>(sum[c], even);
        add<kFirst>(sum[c + 1], odd);
        even = vmull_high_s8(pixel, weights[c]);
        odd = vmull_high_s8(pixel, weights[c + 1]);
      }
      add<(kPairsFit && kFirst)>(sum[c], even);
      add<(kPairsFit && kFirst)>(sum[c + 1], odd);
    }
  }

  // Eight depths of one pixel, which it holds twice; as the weights hold eight of two channels.
  template <bool kFirst>
  [[gnu::always_inline]] void add_halves(int32x4_t (&sum)[4], int8x16_t pixel,
                                         const int8x16_t (&weights)[2]) {
#pragma GCC unroll 2
    for (int c = 0; c < 2; ++c) {
      const int16x8_t even = vmull_s8(vget_low_s8(pixel), vget_low_s8(weights[c]));
      const int16x8_t odd = vmull_high_s8(pixel, weights[c]);
      add<kFirst>(sum[2 * c], even);
      add<kFirst>(sum[2 * c + 1], odd);
    }
  }

  // The next depths of each row, which moves on, as do the weights. kFirst: instead of what the
  // sums hold.
  template <bool kFirst>
  [[gnu::always_inline]] void add_32(const std::int8_t* (&row)[kRows],
                                     const std::int8_t*& weights) {
    int8x16_t near[4];
    int8x16_t far[4];
#pragma GCC unroll 4
    for (int c = 0; c < 4; ++c) {
      load_pair__neon(weights, near[c], far[c]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < kRows; ++i) {
      int8x16_t pixel[2];
      load_pair__neon(row[i], pixel[0], pixel[1]);
      add<kFirst>(of[i], pixel[0], near);
      add<false>(of[i], pixel[1], far);
    }
  }

  template <bool kFirst>
  [[gnu::always_inline]] void add_16(const std::int8_t* (&row)[kRows],
                                     const std::int8_t*& weights) {
    int8x16_t near[4];
    load_pair__neon(weights, near[0], near[1]);
    load_pair__neon(weights, near[2], near[3]);
#pragma GCC unroll 4
    for (int i = 0; i < kRows; ++i) {
      add<kFirst>(of[i], vld1q_s8(row[i]), near);
      row[i] += 16;
    }
  }

  template <bool kFirst>
  [[gnu::always_inline]] void add_8(const std::int8_t* const (&row)[kRows],
                                    const std::int8_t*& weights) {
    int8x16_t pair[2];
    load_pair__neon(weights, pair[0], pair[1]);
#pragma GCC unroll 4
    for (int i = 0; i < kRows; ++i) {
      add_halves<kFirst>(of[i], load_twice__neon(row[i]), pair);
    }
  }
};

[[gnu::always_inline]] inline int32x4_t whole__neon(const int32x4_t (&parts)[4], int32x4_t bias) {
  return vaddq_s32(bias,
                   vpaddq_s32(vpaddq_s32(parts[0], parts[1]), vpaddq_s32(parts[2], parts[3])));
}

template <int kRows, Scheme__neon kScheme>
[[gnu::noinline]] void conv2d_product__neon(const Product__neon& product, const std::int8_t* rows,
                                            std::int8_t* output, std::int32_t strips) {
  const Narrow__neon<kScheme> narrow(product.quantized);
  const std::int32_t channels = product.channels;
  const std::int64_t depth = product.depth;
  const std::int32_t row_bytes = product.row_bytes;
  const std::byte* const blocks = product.blocks;
  for (; strips > 0; --strips) {
    const std::int8_t* weights = reinterpret_cast<const std::int8_t*>(blocks);
    for (std::int32_t done = 0; done < channels; done += kBlockWidth__neon) {
      const std::int32_t* const block = reinterpret_cast<const std::int32_t*>(weights);
      weights += kBlockParameterBytes__neon;
      int32x4_t whole[kRows][2];
#pragma GCC unroll 2
      for (int half = 0; half < 2; ++half) {
        const std::int8_t* row[kRows];
#pragma GCC unroll 4
        for (int i = 0; i < kRows; ++i) {
          row[i] = rows + i * static_cast<std::ptrdiff_t>(row_bytes);
        }
        Sums__neon<kRows, kScheme> sums;
        if (depth >= 32) {
          sums.template add_32<true>(row, weights);
          for (std::int64_t left = depth - 64; left >= 0; left -= 32) {
            sums.template add_32<false>(row, weights);
          }
          if (depth & 16) sums.template add_16<false>(row, weights);
          if (depth & 8) sums.template add_8<false>(row, weights);
        } else if (depth & 16) {
          sums.template add_16<true>(row, weights);
          if (depth & 8) sums.template add_8<false>(row, weights);
        } else {
          sums.template add_8<true>(row, weights);
        }
        const int32x4_t bias = vld1q_s32(block + 4 * half);
#pragma GCC unroll 4
        for (int i = 0; i < kRows; ++i) {
          whole[i][half] = whole__neon(sums.of[i], bias);
        }
      }
      const std::int32_t last = channels - kBlockWidth__neon;
      const std::int32_t start = done < last ? done : last;
      store_rows__neon<kRows, kScheme>(whole, block, narrow, channels, output + start);
    }
    rows += kRows * static_cast<std::ptrdiff_t>(row_bytes);
    output += kRows * static_cast<std::ptrdiff_t>(channels);
  }
}

// The same for few depths, 16, 24 or 32: pixels stay in registers for all channels.
template <int kDepth, Scheme__neon kScheme>
[[gnu::noinline]] void conv2d_thin_product__neon(const Product__neon& product,
                                                 const std::int8_t* rows, std::int8_t* output,
                                                 std::int32_t strips) {
  constexpr int kRows = Conv2dLayout__neon::kPixels;
  const Narrow__neon<kScheme> narrow(product.quantized);
  const std::int32_t channels = product.channels;
  const std::int32_t row_bytes = product.row_bytes;
  const std::byte* const blocks = product.blocks;
  for (; strips > 0; --strips) {
    int8x16_t near[kRows];
    int8x16_t far[kRows];
#pragma GCC unroll 4
    for (int i = 0; i < kRows; ++i) {
      near[i] = vld1q_s8(rows);
      if constexpr (kDepth == 24) far[i] = load_twice__neon(rows + 16);
      if constexpr (kDepth == 32) far[i] = vld1q_s8(rows + 16);
      rows += row_bytes;
    }
    const std::int8_t* weights = reinterpret_cast<const std::int8_t*>(blocks);
    for (std::int32_t done = 0; done < channels; done += kBlockWidth__neon) {
      const std::int32_t* const block = reinterpret_cast<const std::int32_t*>(weights);
      weights += kBlockParameterBytes__neon;
      int32x4_t whole[kRows][2];
#pragma GCC unroll 2
      for (int half = 0; half < 2; ++half) {
        int8x16_t near_weights[4];
        int8x16_t far_weights[kDepth == 32 ? 4 : 2];
        if constexpr (kDepth == 32) {
#pragma GCC unroll 4
          for (int c = 0; c < 4; ++c) load_pair__neon(weights, near_weights[c], far_weights[c]);
        } else {
          load_pair__neon(weights, near_weights[0], near_weights[1]);
          load_pair__neon(weights, near_weights[2], near_weights[3]);
          if constexpr (kDepth == 24) load_pair__neon(weights, far_weights[0], far_weights[1]);
        }
        const int32x4_t bias = vld1q_s32(block + 4 * half);
#pragma GCC unroll 4
        for (int i = 0; i < kRows; ++i) {
          Sums__neon<1, kScheme> sums;
          sums.template add<true>(sums.of[0], near[i], near_weights);
          if constexpr (kDepth == 24)
            sums.template add_halves<false>(sums.of[0], far[i], far_weights);
          if constexpr (kDepth == 32) sums.template add<false>(sums.of[0], far[i], far_weights);
          whole[i][half] = whole__neon(sums.of[0], bias);
        }
      }
      const std::int32_t last = channels - kBlockWidth__neon;
      const std::int32_t start = done < last ? done : last;
      store_rows__neon<kRows, kScheme>(whole, block, narrow, channels, output + start);
    }
    output += kRows * static_cast<std::ptrdiff_t>(channels);
  }
}

template <int kRows>
[[gnu::always_inline]] inline ProductFunction__neon conv2d_product_for__neon(Scheme__neon scheme) {
  switch (scheme) {
    case Scheme__neon::kRectified:
      return conv2d_product__neon<kRows, Scheme__neon::kRectified>;
    case Scheme__neon::kRightShifts:
      return conv2d_product__neon<kRows, Scheme__neon::kRightShifts>;
    default:
      return conv2d_product__neon<kRows, Scheme__neon::kGeneral>;
  }
}

template <int kDepth>
[[gnu::always_inline]] inline ProductFunction__neon conv2d_thin_product_for__neon(
    Scheme__neon scheme) {
  return scheme == Scheme__neon::kRectified
             ? conv2d_thin_product__neon<kDepth, Scheme__neon::kRectified>
             : conv2d_thin_product__neon<kDepth, Scheme__neon::kRightShifts>;
}

// `packed` as packed__neon.hpp says.
[[gnu::always_inline]] inline void conv2d_s8__neon(const Conv2d& op, const std::int8_t* input,
                                                   const std::byte* packed, std::int8_t* output,
                                                   std::byte* scratch, Band band) {
  using Layout = Conv2dLayout__neon;
  const Scheme__neon scheme = scheme__neon(packed, op.quantized);
  const std::int32_t depth = conv2d_depth__neon<Layout>(op);
  const auto product = [scheme, depth](std::int32_t count) {
    if (count == 1) return conv2d_product_for__neon<1>(scheme);
    if (count == 2) return conv2d_product_for__neon<2>(scheme);
    if (scheme != Scheme__neon::kGeneral) {
      if (depth == 16) return conv2d_thin_product_for__neon<16>(scheme);
      if (depth == 24) return conv2d_thin_product_for__neon<24>(scheme);
      if (depth == 32) return conv2d_thin_product_for__neon<32>(scheme);
    }
    return conv2d_product_for__neon<4>(scheme);
  };
  for_rows__neon<Layout>(op, input, packed, output, scratch, band, product);
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
