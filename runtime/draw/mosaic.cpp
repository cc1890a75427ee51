#include "runtime/draw/mosaic.hpp"

#include <cstddef>

namespace ocellus {
namespace {

constexpr std::int32_t kFar = 1 << 20;  // pixels; no picture is larger

constexpr std::int32_t clamp(std::int32_t value, std::int32_t low, std::int32_t high) {
  return value < low ? low : value > high ? high : value;
}

std::int32_t rounded_down(float value) {
  if (!(value > -kFar)) return -kFar;
  if (value > kFar) return kFar;
  const auto truncated = static_cast<std::int32_t>(value);
  return static_cast<float>(truncated) > value ? truncated - 1 : truncated;
}

std::int32_t rounded_up(float value) { return -rounded_down(-value); }

// The middle of the step of eight levels that the average lies in.
std::uint8_t coarse(std::uint64_t sum, std::uint64_t count) {
  return static_cast<std::uint8_t>((sum / count & 0xf8) + 4);
}

// The pixels x0 <= x < x1, y0 <= y < y1, which lie in the picture.
void flatten(const MutableImage& image, std::int32_t x0, std::int32_t y0, std::int32_t x1,
             std::int32_t y1) {
  if (x0 >= x1 || y0 >= y1) return;
  const auto each = [&](auto&& use) {
    for (std::int32_t y = y0; y < y1; ++y) {
      std::uint8_t* pixel =
          image.pixels + std::ptrdiff_t{y} * image.stride + std::ptrdiff_t{3} * x0;
      for (std::int32_t x = x0; x < x1; ++x, pixel += 3) use(pixel);
    }
  };
  std::uint64_t sums[3] = {};
  each([&](const std::uint8_t* pixel) {
    for (std::size_t c = 0; c < 3; ++c) sums[c] += pixel[c];
  });
  const std::uint64_t count =
      static_cast<std::uint64_t>(x1 - x0) * static_cast<std::uint64_t>(y1 - y0);
  const std::uint8_t colour[3] = {coarse(sums[0], count), coarse(sums[1], count),
                                  coarse(sums[2], count)};
  each([&](std::uint8_t* pixel) {
    for (std::size_t c = 0; c < 3; ++c) pixel[c] = colour[c];
  });
}

}  // namespace

void draw_mosaic(const MutableImage& image, const Box& box, const MosaicOptions& options) {
  if (!(box.width() > 0) || !(box.height() > 0)) return;
  const float more_x = options.margin * box.width();
  const float more_y = options.margin * box.height();
  const std::int32_t left = rounded_down(box.x0 - more_x);
  const std::int32_t top = rounded_down(box.y0 - more_y);
  const std::int32_t right = rounded_up(box.x1 + more_x);
  const std::int32_t bottom = rounded_up(box.y1 + more_y);

  const std::int32_t longer = right - left > bottom - top ? right - left : bottom - top;
  const std::int32_t cells = clamp(options.cells, 1, 16);
  const std::int32_t shared = (longer + cells - 1) / cells;
  const std::int32_t cell = shared > options.least_cell ? shared : options.least_cell;
  for (std::int32_t y = top; y < bottom; y += cell) {
    for (std::int32_t x = left; x < right; x += cell) {
      const std::int32_t end_x = x + cell < right ? x + cell : right;
      const std::int32_t end_y = y + cell < bottom ? y + cell : bottom;
      flatten(image, clamp(x, 0, image.width), clamp(y, 0, image.height),
              clamp(end_x, 0, image.width), clamp(end_y, 0, image.height));
    }
  }
}

void draw_mosaics(const MutableImage& image, std::span<const Detection> detections,
                  const Tracker& tracker, const MosaicOptions& options) {
  for (const Detection& detection : detections) draw_mosaic(image, detection.box, options);
  for (const Track& track : tracker.tracks()) draw_mosaic(image, track.box, options);
}

}  // namespace ocellus
