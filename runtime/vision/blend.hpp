// The two inner loops of the pre-processing pass: weighted sums of rows, and of the pixels of one
// row. Each is said once in plain C++, which is the specification, and once more for the
// vector unit that every machine of the architecture has (SSE2, NEON), to the same integers.
//
// Ranges: weights are 0..2^14; the sums of the products fit 31 bits when the weights sum to 2^14.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace ocellus {

// A block is a whole number of pixels (16), of pixel pairs that share chroma, and of registers.
inline constexpr std::int32_t kBlockPixels = 16;
inline constexpr std::int32_t kBlock = 3 * kBlockPixels;

using BlockSums = std::array<std::int32_t, kBlock>;

// The levels 0..255 of one pixel.
struct PixelLevels {
  std::uint16_t red;
  std::uint16_t green;
  std::uint16_t blue;

  bool operator==(const PixelLevels&) const = default;
};

namespace blend_scalar {

// sums[i] = the sum of weights[k] * rows[k * stride + i], over one block; added to what is there
// unless this is the `start`.
inline void add_rows(const std::uint8_t* rows, std::ptrdiff_t stride,
                     std::span<const std::int16_t> weights, bool start, BlockSums& sums) {
  if (start) sums.fill(0);
  for (const std::int16_t weight : weights) {
    for (std::int32_t i = 0; i < kBlock; ++i) sums[i] += weight * rows[i];
    rows += stride;
  }
}

// (sum of weights[k] * pixels[3 * k + channel] + 2^20) >> 21, which must be 0..255, per channel.
// May read one value past the last pixel.
inline PixelLevels blend_pixels(const std::int16_t* pixels, std::span<const std::int16_t> weights) {
  std::array<std::int32_t, 3> sums = {1 << 20, 1 << 20, 1 << 20};
  for (const std::int16_t weight : weights) {
    for (std::size_t channel = 0; channel < 3; ++channel) sums[channel] += pixels[channel] * weight;
    pixels += 3;
  }
  return {static_cast<std::uint16_t>(sums[0] >> 21), static_cast<std::uint16_t>(sums[1] >> 21),
          static_cast<std::uint16_t>(sums[2] >> 21)};
}

}  // namespace blend_scalar

#if defined(__SSE2__)

namespace blend_native {

// Two weights side by side in every 32 bits, as PMADDWD wants them.
inline __m128i pair_of_weights(std::int16_t a, std::int16_t b) {
  return _mm_set1_epi32(static_cast<std::int32_t>(static_cast<std::uint16_t>(a) |
                                                  static_cast<std::uint32_t>(b) << 16));
}

inline void add_rows(const std::uint8_t* rows, std::ptrdiff_t stride,
                     std::span<const std::int16_t> weights, bool start, BlockSums& sums) {
  const __m128i zero = _mm_setzero_si128();
  for (std::int32_t column = 0; column < kBlock; column += 16) {
    auto* out = reinterpret_cast<__m128i*>(&sums[column]);
    __m128i sum[4];
    for (int i = 0; i < 4; ++i) sum[i] = start ? zero : _mm_loadu_si128(out + i);
    const std::uint8_t* row = rows + column;
    for (std::size_t k = 0; k < weights.size(); k += 2, row += 2 * stride) {
      const bool two = k + 1 < weights.size();
      const __m128i by = pair_of_weights(weights[k], two ? weights[k + 1] : std::int16_t{0});
      const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(row));
      const __m128i b =
          two ? _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + stride)) : zero;
      const __m128i low = _mm_unpacklo_epi8(a, b);
      const __m128i high = _mm_unpackhi_epi8(a, b);
      sum[0] = _mm_add_epi32(sum[0], _mm_madd_epi16(_mm_unpacklo_epi8(low, zero), by));
      sum[1] = _mm_add_epi32(sum[1], _mm_madd_epi16(_mm_unpackhi_epi8(low, zero), by));
      sum[2] = _mm_add_epi32(sum[2], _mm_madd_epi16(_mm_unpacklo_epi8(high, zero), by));
      sum[3] = _mm_add_epi32(sum[3], _mm_madd_epi16(_mm_unpackhi_epi8(high, zero), by));
    }
    for (int i = 0; i < 4; ++i) _mm_storeu_si128(out + i, sum[i]);
  }
}

inline PixelLevels blend_pixels(const std::int16_t* pixels, std::span<const std::int16_t> weights) {
  const auto load = [](const std::int16_t* at) {
    return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(at));
  };
  __m128i sum = _mm_set1_epi32(1 << 20);
  std::size_t k = 0;
  for (; k + 2 <= weights.size(); k += 2, pixels += 6) {
    const __m128i two = _mm_unpacklo_epi16(load(pixels), load(pixels + 3));
    sum = _mm_add_epi32(sum, _mm_madd_epi16(two, pair_of_weights(weights[k], weights[k + 1])));
  }
  if (k < weights.size()) {
    const __m128i one = _mm_unpacklo_epi16(load(pixels), _mm_setzero_si128());
    sum = _mm_add_epi32(sum, _mm_madd_epi16(one, pair_of_weights(weights[k], 0)));
  }
  const __m128i levels = _mm_srai_epi32(sum, 21);
  return {static_cast<std::uint16_t>(_mm_extract_epi16(levels, 0)),
          static_cast<std::uint16_t>(_mm_extract_epi16(levels, 2)),
          static_cast<std::uint16_t>(_mm_extract_epi16(levels, 4))};
}

}  // namespace blend_native

#elif defined(__ARM_NEON)

namespace blend_native {

inline void add_rows(const std::uint8_t* rows, std::ptrdiff_t stride,
                     std::span<const std::int16_t> weights, bool start, BlockSums& sums) {
  for (std::int32_t column = 0; column < kBlock; column += 16) {
    std::int32_t* out = &sums[column];
    int32x4_t sum[4];
    for (int i = 0; i < 4; ++i) sum[i] = start ? vdupq_n_s32(0) : vld1q_s32(out + 4 * i);
    const std::uint8_t* row = rows + column;
    for (const std::int16_t weight : weights) {
      const uint8x16_t levels = vld1q_u8(row);
      const int16x8_t low = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(levels)));
      const int16x8_t high = vreinterpretq_s16_u16(vmovl_u8(vget_high_u8(levels)));
      sum[0] = vmlal_n_s16(sum[0], vget_low_s16(low), weight);
      sum[1] = vmlal_n_s16(sum[1], vget_high_s16(low), weight);
      sum[2] = vmlal_n_s16(sum[2], vget_low_s16(high), weight);
      sum[3] = vmlal_n_s16(sum[3], vget_high_s16(high), weight);
      row += stride;
    }
    for (int i = 0; i < 4; ++i) vst1q_s32(out + 4 * i, sum[i]);
  }
}

inline PixelLevels blend_pixels(const std::int16_t* pixels, std::span<const std::int16_t> weights) {
  int32x4_t sum = vdupq_n_s32(1 << 20);
  for (const std::int16_t weight : weights) {
    sum = vmlal_n_s16(sum, vld1_s16(pixels), weight);
    pixels += 3;
  }
  const int32x4_t levels = vshrq_n_s32(sum, 21);
  return {static_cast<std::uint16_t>(vgetq_lane_s32(levels, 0)),
          static_cast<std::uint16_t>(vgetq_lane_s32(levels, 1)),
          static_cast<std::uint16_t>(vgetq_lane_s32(levels, 2))};
}

}  // namespace blend_native

#else

namespace blend_native = blend_scalar;

#endif

}  // namespace ocellus
