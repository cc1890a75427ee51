// CONV_2D for every aarch64: products of int8 to int16, two of them summed there, and the sums of
// neighbours added to int32.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/conv2d_rows__neon.hpp"
#include "runtime/kernels/conv2d_tile__neon.hpp"
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

// Requantizes the sums of 4 pixels by 4 channels and stores them where `to` says for each pixel,
// which moves on. `parameters` points to those of the first of the channels, in its block.
template <Scheme__neon kScheme>
[[gnu::always_inline]] inline void store_quad__neon(const int32x4_t (&sums)[4],
                                                    const std::int32_t* parameters,
                                                    const Narrow__neon<kScheme>& narrow,
                                                    std::int8_t* (&to)[4]) {
  const int32x4_t multiplier = vld1q_s32(parameters + kBlockWidth__neon);
  const int32x4_t shift = vld1q_s32(parameters + 2 * kBlockWidth__neon);
  int32x4_t scaled[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    scaled[i] = multiply__neon<kScheme>(sums[i], multiplier, shift);
  }
  const int32x4_t all =
      vreinterpretq_s32_s8(narrow(narrow(scaled[0], scaled[1]), narrow(scaled[2], scaled[3])));
  vst1q_lane_s32(reinterpret_cast<std::int32_t*>(to[0]), all, 0);
  vst1q_lane_s32(reinterpret_cast<std::int32_t*>(to[1]), all, 1);
  vst1q_lane_s32(reinterpret_cast<std::int32_t*>(to[2]), all, 2);
  vst1q_lane_s32(reinterpret_cast<std::int32_t*>(to[3]), all, 3);
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    to[i] += 4;
    asm("" : "+r"(to[i]));  // so that the store moves it on
  }
}

// Runs multiply(sums, bias, weights) for the channels of one strip of 4 pixels, 4 channels at a
// time, and stores what comes out. `weights` move on to the next channels.
template <Scheme__neon kScheme, typename Multiply>
[[gnu::always_inline]] inline void for_quads__neon(const Product__neon& product,
                                                   const Narrow__neon<kScheme>& narrow,
                                                   std::int8_t* output, const Multiply& multiply) {
  std::int8_t* to[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    to[i] = output + i * static_cast<std::ptrdiff_t>(product.channels);
  }
  const std::int8_t* weights = reinterpret_cast<const std::int8_t*>(product.blocks);
  const std::int32_t blocks = block_count__neon(product.channels);
  for (std::int32_t left = blocks; left > 0; --left) {
    if (left == 1) {  // the last block may overlap the one before
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) to[i] -= kBlockWidth__neon * blocks - product.channels;
    }
    const std::int32_t* const parameters = reinterpret_cast<const std::int32_t*>(weights);
    weights += kBlockParameterBytes__neon;
#pragma GCC unroll 2
    for (int half = 0; half < 2; ++half) {
      int32x4_t sums[4];
      multiply(sums, parameters + 4 * half, weights);
      store_quad__neon<kScheme>(sums, parameters + 4 * half, narrow, to);
    }
  }
}

// conv2d_product__neon where the depth is a multiple of 32 or, with kSixteen, that and sixteen.
template <bool kSixteen, Scheme__neon kScheme>
[[gnu::noinline]] void conv2d_tiles__neon(const Product__neon& product, const std::int8_t* rows,
                                          std::int8_t* output, std::int32_t strips) {
  const Narrow__neon<kScheme> narrow(product.quantized);
  const std::ptrdiff_t row_bytes = product.row_bytes;
  const std::ptrdiff_t depth = product.depth;
  for (; strips > 0; --strips) {
    const std::int8_t* const end = rows + 3 * row_bytes + depth - (kSixteen ? 16 : 0);
    const auto multiply = [=](int32x4_t(&sums)[4], const std::int32_t* bias,
                              const std::int8_t*& weights) __attribute__((always_inline)) {
      const std::int8_t* row[4] = {rows, rows + row_bytes, rows + 2 * row_bytes,
                                   rows + 3 * row_bytes};
      Sums__neon<4, kScheme> parts;
      multiply_tile__neon(parts.of, row, weights, end);
      if constexpr (kSixteen) parts.template add_16<false>(row, weights);
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) sums[i] = whole__neon(parts.of[i], vld1q_s32(bias));
    };
    for_quads__neon(product, narrow, output, multiply);
    rows += 4 * row_bytes;
    output += 4 * static_cast<std::ptrdiff_t>(product.channels);
  }
}

// Products of 4 pixels by 4 channels over few depths, 16 or 24, all in registers. As in
// multiply_tile__neon products of others stand between the steps of one.
template <int kDepth>
struct Thin__neon {
  int8x16_t near[4];
  int8x16_t far[4];

  [[gnu::always_inline]] Thin__neon(const std::int8_t* rows, std::ptrdiff_t row_bytes) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i, rows += row_bytes) {
      near[i] = vld1q_s8(rows);
      if constexpr (kDepth == 24) far[i] = load_twice__neon(rows + 16);
    }
  }

  [[gnu::always_inline]] void multiply(int32x4_t (&whole)[4], int32x4_t bias,
                                       const std::int8_t*& weights) const {
    constexpr int kApart = 2;
    constexpr int kOfPixel = kDepth == 16 ? 4 : 8;  // products: four channels near, and far
    constexpr int kAll = 4 * kOfPixel;
    int8x16_t far_weights[2];
    int8x16_t near_weights[4];
    load_pair__neon(weights, near_weights[0], near_weights[1]);
    load_pair__neon(weights, near_weights[2], near_weights[3]);
    if constexpr (kDepth == 24) load_pair__neon(weights, far_weights[0], far_weights[1]);
    int16x8_t product[2 * kApart];
    int32x4_t sum[4];
    int32x4_t pair[2];
#pragma GCC unroll 64
    for (int t = 0; t < kAll + 5 * kApart; ++t) {
      if (const int u = t - 5 * kApart; u >= 0 && u % kOfPixel == kOfPixel - 1) {
        whole[u / kOfPixel] = vaddq_s32(whole[u / kOfPixel], bias);
      }
      if (const int u = t - 4 * kApart; u >= 0 && u < kAll && u % kOfPixel == kOfPixel - 1) {
        whole[u / kOfPixel] = vpaddq_s32(pair[0], pair[1]);
      }
      if (const int u = t - 3 * kApart; u >= 0 && u < kAll && u % kOfPixel >= kOfPixel - 4) {
        if (u % 2 == 1) pair[u % 4 / 2] = vpaddq_s32(sum[u % 4 - 1], sum[u % 4]);
      }
      if (const int u = t - 2 * kApart; u >= 0 && u < kAll) {
        const int16x8_t products = product[u % (2 * kApart)];
        sum[u % 4] = u % kOfPixel < 4 ? vpaddlq_s16(products) : vpadalq_s16(sum[u % 4], products);
      }
      if (const int u = t - kApart; u >= 0 && u < kAll && u % kOfPixel < 4) {
        int16x8_t& products = product[u % (2 * kApart)];
        products = vmlal_high_s8(products, near[u / kOfPixel], near_weights[u % 4]);
      }
      if (t < kAll) {
        const int i = t / kOfPixel, c = t % 4;
        int16x8_t& products = product[t % (2 * kApart)];
        if (t % kOfPixel < 4) {
          products = vmull_s8(vget_low_s8(near[i]), vget_low_s8(near_weights[c]));
        } else if (c % 2 == 0) {
          products = vmull_s8(vget_low_s8(far[i]), vget_low_s8(far_weights[c / 2]));
        } else {
          products = vmull_high_s8(far[i], far_weights[c / 2]);
        }
      }
    }
  }
};

// conv2d_product__neon for few depths: pixels stay in registers for all channels.
template <int kDepth, Scheme__neon kScheme>
[[gnu::noinline]] void conv2d_thin_product__neon(const Product__neon& product,
                                                 const std::int8_t* rows, std::int8_t* output,
                                                 std::int32_t strips) {
  const Narrow__neon<kScheme> narrow(product.quantized);
  for (; strips > 0; --strips) {
    const Thin__neon<kDepth> thin(rows, product.row_bytes);
    for_quads__neon(
        product, narrow, output,
        [&](int32x4_t(&sums)[4], const std::int32_t* bias, const std::int8_t*& weights)
            __attribute__((always_inline)) { thin.multiply(sums, vld1q_s32(bias), weights); });
    rows += 4 * static_cast<std::ptrdiff_t>(product.row_bytes);
    output += 4 * static_cast<std::ptrdiff_t>(product.channels);
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

template <bool kSixteen>
[[gnu::always_inline]] inline ProductFunction__neon conv2d_tiles_for__neon(Scheme__neon scheme) {
  return scheme == Scheme__neon::kRectified
             ? conv2d_tiles__neon<kSixteen, Scheme__neon::kRectified>
             : conv2d_tiles__neon<kSixteen, Scheme__neon::kRightShifts>;
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
      if (depth % 32 == 0) return conv2d_tiles_for__neon<false>(scheme);
      if (depth % 32 == 16) return conv2d_tiles_for__neon<true>(scheme);
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
