#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "tools/ocellus/reference/compute.hpp"

namespace ocellus::tools::reference {
namespace {

// The pixels of a window along one axis that lie in the image.
struct Span {
  std::int32_t begin, end;
};

Span window_at(std::int32_t position, std::int32_t stride, std::int32_t before, std::int32_t window,
               std::int32_t size) {
  const std::int32_t first = position * stride - before;
  return {std::max(first, 0), std::min(first + window, size)};
}

// Between which two pixels of an axis an output pixel lies, and how near the second.
struct Between {
  std::int32_t lower, upper;
  float part;
};

// Scale and offset as TensorFlow Lite has them, in its float32.
struct Axis {
  std::int32_t in, out;
  bool align_corners, half_pixel_centers;

  float scale() const {
    if (align_corners && out > 1) {
      return static_cast<float>(in - 1) / static_cast<float>(out - 1);
    }
    return static_cast<float>(in) / static_cast<float>(out);
  }
  Between between(std::int32_t index) const {
    const auto i = static_cast<float>(index);
    const float place = half_pixel_centers ? (i + 0.5f) * scale() - 0.5f : i * scale();
    const auto lower = std::max(static_cast<std::int32_t>(std::floor(place)), 0);
    const auto upper = std::min(static_cast<std::int32_t>(std::ceil(place)), in - 1);
    return {std::min(lower, in - 1), std::max(upper, 0), place - static_cast<float>(lower)};
  }
  std::int32_t nearest(std::int32_t index) const {
    const float place = (static_cast<float>(index) + (half_pixel_centers ? 0.5f : 0.0f)) * scale();
    const float rounded = align_corners ? std::round(place) : std::floor(place);
    return std::clamp(static_cast<std::int32_t>(rounded), 0, in - 1);
  }
};

}  // namespace

void compute(const PoolAttributes& a, Operands in, Results out) {
  const Shape from = in[0].shape;
  const Shape to = out[0].shape;
  const std::int32_t channels = from[3];
  const bool largest = a.kind == Pooling::kMax;
  float* result = out[0].values.data();
  for (std::int32_t n = 0; n < to[0]; ++n) {
    for (std::int32_t y = 0; y < to[1]; ++y) {
      const Span rows = window_at(y, a.stride_y, a.padding.top, a.height, from[1]);
      for (std::int32_t x = 0; x < to[2]; ++x, result += channels) {
        const Span columns = window_at(x, a.stride_x, a.padding.left, a.width, from[2]);
        std::fill_n(result, channels, 0.0f);
        std::int32_t seen = 0;
        for (std::int32_t iy = rows.begin; iy < rows.end; ++iy) {
          for (std::int32_t ix = columns.begin; ix < columns.end; ++ix, ++seen) {
            const std::ptrdiff_t pixel =
                (static_cast<std::ptrdiff_t>(n) * from[1] + iy) * from[2] + ix;
            const float* const values = in[0].values.data() + pixel * channels;
            for (std::int32_t c = 0; c < channels; ++c) {
              if (!largest) {
                result[c] += values[c];
              } else if (seen == 0 || values[c] > result[c]) {
                result[c] = values[c];
              }
            }
          }
        }
        if (largest || seen == 0) continue;
        for (std::int32_t c = 0; c < channels; ++c) result[c] /= static_cast<float>(seen);
      }
    }
  }
}

void compute(const ResizeAttributes& a, Operands in, Results out) {
  const Shape from = in[0].shape;
  const Shape to = out[0].shape;
  const std::int32_t channels = from[3];
  const Axis rows = {from[1], to[1], a.align_corners, a.half_pixel_centers};
  const Axis columns = {from[2], to[2], a.align_corners, a.half_pixel_centers};
  float* result = out[0].values.data();
  for (std::int32_t n = 0; n < to[0]; ++n) {
    const auto pixel = [&](std::int32_t y, std::int32_t x) {
      const std::ptrdiff_t index = (static_cast<std::ptrdiff_t>(n) * from[1] + y) * from[2] + x;
      return in[0].values.data() + index * channels;
    };
    for (std::int32_t y = 0; y < to[1]; ++y) {
      for (std::int32_t x = 0; x < to[2]; ++x, result += channels) {
        if (a.kind == Interpolation::kNearest) {
          std::copy_n(pixel(rows.nearest(y), columns.nearest(x)), channels, result);
          continue;
        }
        const Between v = rows.between(y);
        const Between h = columns.between(x);
        const float* const corners[4] = {pixel(v.lower, h.lower), pixel(v.upper, h.lower),
                                         pixel(v.lower, h.upper), pixel(v.upper, h.upper)};
        const float weights[4] = {(1 - v.part) * (1 - h.part), v.part * (1 - h.part),
                                  (1 - v.part) * h.part, v.part * h.part};
        for (std::int32_t c = 0; c < channels; ++c) {
          result[c] = corners[0][c] * weights[0] + corners[1][c] * weights[1] +
                      corners[2][c] * weights[2] + corners[3][c] * weights[3];
        }
      }
    }
  }
}

}  // namespace ocellus::tools::reference
