// CONV_2D for aarch64 with SDOT: sixteen products an instruction, exact for every input.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/kernels/conv2d_rows__neon.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/packed__neon.hpp"
#include "runtime/kernels/requantize__neon.hpp"

namespace ocellus::kernels {

// The sums of kRows pixels by 8 channels.
template <int kRows>
struct Sums__neondot {
  int32x4_t of[kRows][2];

  // Begins with a block's bias.
  [[gnu::always_inline]] explicit Sums__neondot(const std::int32_t* bias) {
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      // Loading a pair of vectors is one instruction and copying them two: `bias` pretends to
      // change.
      asm("" : "+r"(bias));
      of[i][0] = vld1q_s32(bias);
      of[i][1] = vld1q_s32(bias + 4);
    }
  }

  // Adds four depths: those in lane kLane of each pixel.
  template <int kLane>
  [[gnu::always_inline]] void add(const int8x16_t (&pixels)[kRows], const std::int8_t*& weights) {
    int8x16_t first;
    int8x16_t second;
    load_pair__neon(weights, first, second);
    add<kLane>(pixels, first, second);
  }

  // Adds eight depths: those in lane kLane and the next.
  template <int kLane>
  [[gnu::always_inline]] void add_two(const int8x16_t (&pixels)[kRows],
                                      const std::int8_t*& weights) {
    const int8x16x4_t four = load_four__neon(weights);
    add<kLane>(pixels, four.val[0], four.val[1]);
    add<kLane + 1>(pixels, four.val[2], four.val[3]);
  }

  // Adds four depths of pixels of which two are in a vector: lane kLane of either half.
  template <int kLane>
  [[gnu::always_inline]] void add_halves(const int8x16_t (&pixels)[kRows / 2],
                                         const std::int8_t*& weights) {
    int8x16_t first;
    int8x16_t second;
    load_pair__neon(weights, first, second);
#pragma GCC unroll 4
    for (int i = 0; i < kRows; i += 2) {
      of[i][0] = vdotq_laneq_s32(of[i][0], first, pixels[i / 2], kLane);
      of[i][1] = vdotq_laneq_s32(of[i][1], second, pixels[i / 2], kLane);
      of[i + 1][0] = vdotq_laneq_s32(of[i + 1][0], first, pixels[i / 2], kLane + 2);
      of[i + 1][1] = vdotq_laneq_s32(of[i + 1][1], second, pixels[i / 2], kLane + 2);
    }
  }

 private:
  template <int kLane>
  [[gnu::always_inline]] void add(const int8x16_t (&pixels)[kRows], int8x16_t first,
                                  int8x16_t second) {
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      of[i][0] = vdotq_laneq_s32(of[i][0], first, pixels[i], kLane);
      of[i][1] = vdotq_laneq_s32(of[i][1], second, pixels[i], kLane);
    }
  }
};

template <int kRows, Scheme__neon kScheme>
[[gnu::noinline]] void conv2d_product__neondot(const Product__neon& product,
                                               const std::int8_t* rows, std::int8_t* output,
                                               std::int32_t strips) {
  const Narrow__neon<kScheme> narrow(product.quantized);
  const std::int32_t channels = product.channels;
  const std::int32_t depth = product.depth;
  const std::int32_t row_bytes = product.row_bytes;
  const std::byte* const blocks = product.blocks;
  for (; strips > 0; --strips) {
    // Where the whole sixteens of each row end: what is added to it counts up to nothing.
    const std::int8_t* end[kRows];
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      end[i] = rows + (depth & ~15);
      rows += row_bytes;
    }
    const std::int8_t* weights = reinterpret_cast<const std::int8_t*>(blocks);
    for (std::int32_t done = 0; done < channels; done += kBlockWidth__neon) {
      const std::int32_t* const block = reinterpret_cast<const std::int32_t*>(weights);
      weights += kBlockParameterBytes__neon;
      Sums__neondot<kRows> sums(block);
      int8x16_t pixels[kRows];
      for (std::int64_t d = -(depth & ~15); d != 0; d += 16) {
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i) {
          pixels[i] = vld1q_s8(end[i] + d);
        }
        sums.template add_two<0>(pixels, weights);
        sums.template add_two<2>(pixels, weights);
      }
      if (depth & 8) {
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i) {
          pixels[i] = vcombine_s8(vld1_s8(end[i]), vdup_n_s8(0));
        }
        sums.template add_two<0>(pixels, weights);
      }
      if (depth & 4) {
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i) {
          pixels[i] = vreinterpretq_s8_s32(
              vld1q_dup_s32(reinterpret_cast<const std::int32_t*>(end[i] + (depth & 8))));
        }
        sums.template add<0>(pixels, weights);
      }
      const std::int32_t last = channels - kBlockWidth__neon;
      const std::int32_t start = done < last ? done : last;
      store_rows__neon<kRows, kScheme>(sums.of, block, narrow, channels, output + start);
    }
    output += static_cast<std::ptrdiff_t>(kRows) * channels;
  }
}

// The same for few depths, 16 or 24, of 8 pixels: these stay in registers for all channels.
template <int kDepth, Scheme__neon kScheme>
[[gnu::noinline]] void conv2d_thin_product__neondot(const Product__neon& product,
                                                    const std::int8_t* rows, std::int8_t* output,
                                                    std::int32_t strips) {
  constexpr int kRows = Conv2dLayout__neondot::kPixels;
  const Narrow__neon<kScheme> narrow(product.quantized);
  const std::int32_t channels = product.channels;
  const std::int32_t row_bytes = product.row_bytes;
  for (; strips > 0; --strips) {
    int8x16_t near[kRows];
    int8x16_t far[kRows / 2];  // eight bytes of two pixels each
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      near[i] = vld1q_s8(rows);
      if constexpr (kDepth == 24) {
        if (i % 2 == 0) {
          far[i / 2] = vcombine_s8(vld1_s8(rows + 16), vld1_s8(rows + row_bytes + 16));
        }
      }
      rows += row_bytes;
    }
    const std::int8_t* weights = reinterpret_cast<const std::int8_t*>(product.blocks);
    for (std::int32_t done = 0; done < channels; done += kBlockWidth__neon) {
      const std::int32_t* const block = reinterpret_cast<const std::int32_t*>(weights);
      weights += kBlockParameterBytes__neon;
      Sums__neondot<kRows> sums(block);
      sums.template add_two<0>(near, weights);
      sums.template add_two<2>(near, weights);
      if constexpr (kDepth == 24) {
        sums.template add_halves<0>(far, weights);
        sums.template add_halves<1>(far, weights);
      }
      const std::int32_t last = channels - kBlockWidth__neon;
      const std::int32_t start = done < last ? done : last;
      store_rows__neon<kRows, kScheme>(sums.of, block, narrow, channels, output + start);
    }
    output += static_cast<std::ptrdiff_t>(kRows) * channels;
  }
}

template <int kDepth>
[[gnu::always_inline]] inline ProductFunction__neon conv2d_thin_product_for__neondot(
    Scheme__neon scheme) {
  return scheme == Scheme__neon::kRectified
             ? conv2d_thin_product__neondot<kDepth, Scheme__neon::kRectified>
             : conv2d_thin_product__neondot<kDepth, Scheme__neon::kRightShifts>;
}

template <int kRows>
[[gnu::always_inline]] inline ProductFunction__neon conv2d_product_for__neondot(
    Scheme__neon scheme) {
  switch (scheme) {
    case Scheme__neon::kRectified:
      return conv2d_product__neondot<kRows, Scheme__neon::kRectified>;
    case Scheme__neon::kRightShifts:
      return conv2d_product__neondot<kRows, Scheme__neon::kRightShifts>;
    default:
      return conv2d_product__neondot<kRows, Scheme__neon::kGeneral>;
  }
}

// `packed` as packed__neon.hpp says.
[[gnu::always_inline]] inline void conv2d_s8__neondot(const Conv2d& op, const std::int8_t* input,
                                                      const std::byte* packed, std::int8_t* output,
                                                      std::byte* scratch, Band band) {
  const Scheme__neon scheme = scheme__neon(packed, op.quantized);
  const std::int32_t depth = conv2d_depth__neon<Conv2dLayout__neondot>(op);
  const auto product = [scheme, depth](std::int32_t count) {
    if (count == 1) return conv2d_product_for__neondot<1>(scheme);
    if (count == 2) return conv2d_product_for__neondot<2>(scheme);
    if (count == 4) return conv2d_product_for__neondot<4>(scheme);
    if (scheme != Scheme__neon::kGeneral) {
      if (depth == 16) return conv2d_thin_product_for__neondot<16>(scheme);
      if (depth == 24) return conv2d_thin_product_for__neondot<24>(scheme);
    }
    return conv2d_product_for__neondot<8>(scheme);
  };
  for_rows__neon<Conv2dLayout__neondot>(op, input, packed, output, scratch, band, product);
}

// The same with every shape a compile-time constant.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__neondot(const std::int8_t* input, const std::byte* packed,
                                          std::int8_t* output, std::byte* scratch) {
  conv2d_s8__neondot(kOp, input, packed, output, scratch, whole(kOp));
}

// A band of it.
template <Conv2d kOp>
[[gnu::noinline]] void conv2d_s8__neondot(const std::int8_t* input, const std::byte* packed,
                                          std::int8_t* output, std::byte* scratch, Band band) {
  conv2d_s8__neondot(kOp, input, packed, output, scratch, band);
}

}  // namespace ocellus::kernels
