// What the pre-processing pass approximates, in real numbers and straight from its definition.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "runtime/vision/colour.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus {

// A chroma sample of a JPEG as pixel x, y of a region has it: interpolated from those that belong
// to the region.
inline double reference_chroma(const ImageView& image, std::size_t plane, const Region& region,
                               std::int32_t x, std::int32_t y) {
  struct Two {
    std::int32_t own, other;
    double share;  // of the other
  };
  const auto neighbours = [](std::int32_t at, std::int32_t start, std::int32_t length,
                             bool shared) {
    if (!shared) return Two{at, at, 0};
    const std::int32_t other = at / 2 + (at % 2 == 0 ? -1 : 1);
    return Two{at / 2, std::clamp(other, start / 2, (start + length - 1) / 2), 0.25};
  };
  const YuvLayout layout = yuv_layout(image.format);
  const Two across = neighbours(x, region.x, region.width, layout.shift_x > 0);
  const Two down = neighbours(y, region.y, region.height, layout.shift_y > 0);
  const auto row = [&](std::int32_t at) {
    const std::uint8_t* samples = image.planes[plane] + std::ptrdiff_t{at} * image.strides[plane];
    return (1 - across.share) * samples[across.own] + across.share * samples[across.other];
  };
  return (1 - down.share) * row(down.own) + down.share * row(down.other);
}

// BT.601 in real numbers, one pixel; perhaps outside 0..255. Chroma of JPEG is interpolated when
// there is a region.
inline std::array<double, 3> reference_pixel(const ImageView& image, std::int32_t x, std::int32_t y,
                                             const Region* region = nullptr) {
  const auto byte = [&](std::size_t plane, std::int32_t row, std::int32_t offset) {
    return double{image.planes[plane][std::ptrdiff_t{row} * image.strides[plane] + offset] * 1.0};
  };
  double luma = 0, u = 0, v = 0;
  bool studio = true;
  switch (image.format) {
    case PixelFormat::kRgb24:
      return {byte(0, y, 3 * x), byte(0, y, 3 * x + 1), byte(0, y, 3 * x + 2)};
    case PixelFormat::kGrey8:
      return {byte(0, y, x), byte(0, y, x), byte(0, y, x)};
    case PixelFormat::kYuyv:
      luma = byte(0, y, 2 * x), u = byte(0, y, x / 2 * 4 + 1), v = byte(0, y, x / 2 * 4 + 3);
      break;
    case PixelFormat::kNv12:
      luma = byte(0, y, x), u = byte(1, y / 2, x / 2 * 2), v = byte(1, y / 2, x / 2 * 2 + 1);
      break;
    case PixelFormat::kYu12:
      luma = byte(0, y, x), u = byte(1, y / 2, x / 2), v = byte(2, y / 2, x / 2);
      break;
    case PixelFormat::kJpeg444:
      luma = byte(0, y, x), u = byte(1, y, x), v = byte(2, y, x), studio = false;
      break;
    case PixelFormat::kJpeg422:
      luma = byte(0, y, x), u = byte(1, y, x / 2), v = byte(2, y, x / 2), studio = false;
      break;
    case PixelFormat::kJpeg420:
      luma = byte(0, y, x), u = byte(1, y / 2, x / 2), v = byte(2, y / 2, x / 2), studio = false;
      break;
  }
  if (region != nullptr && !studio) {
    u = reference_chroma(image, 1, *region, x, y);
    v = reference_chroma(image, 2, *region, x, y);
  }
  const double c = studio ? (luma - 16) * 255 / 219 : luma;
  const double d = (u - 128) * (studio ? 255.0 / 112 : 2);
  const double e = (v - 128) * (studio ? 255.0 / 112 : 2);
  const double red = 0.299, blue = 0.114, green = 1 - red - blue;
  return {c + e * (1 - red), c - d * (1 - blue) * blue / green - e * (1 - red) * red / green,
          c + d * (1 - blue)};
}

// The triangle filter in real numbers, straight from its definition.
inline std::vector<double> reference_weights(std::int32_t source, std::int32_t target,
                                             std::int32_t t) {
  const double ratio = double{1.0 * source} / target;
  const double centre = (t + 0.5) * ratio;
  const double half_width = std::max(1.0, ratio);
  std::vector<double> weights(static_cast<std::size_t>(source));
  double total = 0;
  for (std::int32_t i = 0; i < source; ++i) {
    weights[i] = std::max(0.0, 1 - std::abs(i + 0.5 - centre) / half_width);
    total += weights[i];
  }
  for (double& weight : weights) weight /= total;
  return weights;
}

// Levels of the stretched region, R G B interleaved. Clamped last; of colours inside RGB it makes
// no difference, for both the colours' formula and the filter are linear.
inline std::vector<double> reference_levels(const ImageView& image, const Region& region,
                                            PixelSize target) {
  std::vector<std::array<double, 3>> columns(
      static_cast<std::size_t>(region.height * target.width));
  for (std::int32_t x = 0; x < target.width; ++x) {
    const auto weights = reference_weights(region.width, target.width, x);
    for (std::int32_t y = 0; y < region.height; ++y) {
      auto& sum = columns[static_cast<std::size_t>(y * target.width + x)];
      for (std::int32_t i = 0; i < region.width; ++i) {
        if (weights[i] == 0) continue;
        const auto pixel = reference_pixel(image, region.x + i, region.y + y, &region);
        for (std::size_t c = 0; c < 3; ++c) sum[c] += weights[i] * pixel[c];
      }
    }
  }
  std::vector<double> levels;
  for (std::int32_t y = 0; y < target.height; ++y) {
    const auto weights = reference_weights(region.height, target.height, y);
    for (std::int32_t x = 0; x < target.width; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        double sum = 0;
        for (std::int32_t i = 0; i < region.height; ++i) {
          sum += weights[i] * columns[static_cast<std::size_t>(i * target.width + x)][c];
        }
        levels.push_back(std::clamp(sum, 0.0, 255.0));
      }
    }
  }
  return levels;
}

}  // namespace ocellus
