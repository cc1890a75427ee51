#include "runtime/vision/blend.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace ocellus {
namespace {

// Weights that sum to 2^14.
std::vector<std::int16_t> make_weights(std::size_t count, std::mt19937& random) {
  std::vector<std::int16_t> weights;
  std::int32_t left = 16384;
  while (weights.size() + 1 < count) {
    weights.push_back(static_cast<std::int16_t>(random() % static_cast<unsigned>(left + 1)));
    left -= weights.back();
  }
  weights.push_back(static_cast<std::int16_t>(left));
  return weights;
}

TEST(Blend, NativeRowsEqualTheSpecification) {
  constexpr std::ptrdiff_t kStride = kBlock + 5;
  std::mt19937 random(5);
  for (std::size_t count = 1; count < 40; ++count) {
    for (const bool white : {false, true}) {
      // Not a byte more than the last row's block.
      std::vector<std::uint8_t> rows((count - 1) * kStride + kBlock);
      for (auto& level : rows) level = static_cast<std::uint8_t>(white ? 255 : random());
      const auto weights = make_weights(count, random);
      BlockSums expected, sums;
      for (std::size_t i = 0; i < sums.size(); ++i) {
        sums[i] = expected[i] = static_cast<std::int32_t>(random() % 100000);
      }
      for (const bool start : {false, true}) {
        blend_scalar::add_rows(rows.data(), kStride, weights, start, expected);
        blend_native::add_rows(rows.data(), kStride, weights, start, sums);
        ASSERT_EQ(sums, expected) << count;
      }
    }
  }
}

TEST(Blend, NativePixelsEqualTheSpecification) {
  std::mt19937 random(6);
  for (std::size_t count = 1; count < 40; ++count) {
    for (const bool white : {false, true}) {
      std::vector<std::int16_t> pixels(3 * count + 1);
      for (auto& value : pixels) {
        value = static_cast<std::int16_t>(white ? 32640 : random() % 32641);
      }
      const auto weights = make_weights(count, random);
      EXPECT_EQ(blend_native::blend_pixels(pixels.data(), weights),
                blend_scalar::blend_pixels(pixels.data(), weights))
          << count;
    }
  }
}

}  // namespace
}  // namespace ocellus
