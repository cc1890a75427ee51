#include "runtime/vision/colour.hpp"

#include <cstddef>
#include <cstring>

namespace ocellus {
namespace {

constexpr std::uint8_t to_level(std::int32_t scaled) {
  const std::int32_t level = (scaled + 32768) >> 16;
  return static_cast<std::uint8_t>(level < 0 ? 0 : level > 255 ? 255 : level);
}

// What the chroma of one sample adds to the three colours of the pixels that share it.
struct Chroma {
  std::int32_t red;
  std::int32_t green;
  std::int32_t blue;

  Chroma(std::int32_t u, std::int32_t v)
      : red(104597 * (v - 128)),
        green(-25675 * (u - 128) - 53279 * (v - 128)),
        blue(132201 * (u - 128)) {}
};

void write(std::int32_t y, const Chroma& chroma, std::uint8_t* rgb) {
  const std::int32_t luma = 76309 * (y - 16);
  rgb[0] = to_level(luma + chroma.red);
  rgb[1] = to_level(luma + chroma.green);
  rgb[2] = to_level(luma + chroma.blue);
}

// One row whose luma and chroma samples lie `luma_step` and `chroma_step` bytes apart; a chroma
// sample serves two pixels, the first of them even.
void read_yuv(const std::uint8_t* luma, std::int32_t luma_step, const std::uint8_t* u,
              const std::uint8_t* v, std::int32_t chroma_step, std::int32_t x, std::int32_t count,
              std::uint8_t* rgb) {
  const std::int32_t end = x + count;
  while (x < end) {
    const Chroma chroma(u[x / 2 * chroma_step], v[x / 2 * chroma_step]);
    write(luma[x * luma_step], chroma, rgb);
    rgb += 3;
    if (x % 2 == 0 && x + 1 < end) {
      write(luma[(x + 1) * luma_step], chroma, rgb);
      rgb += 3;
      ++x;
    }
    ++x;
  }
}

const std::uint8_t* row(const ImageView& image, std::size_t plane, std::int32_t y) {
  return image.planes[plane] + std::ptrdiff_t{y} * image.strides[plane];
}

}  // namespace

void read_rgb(const ImageView& image, std::int32_t x, std::int32_t y, std::int32_t count,
              std::uint8_t* rgb) {
  const std::uint8_t* luma = row(image, 0, y);
  switch (image.format) {
    case PixelFormat::kRgb24:
      std::memcpy(rgb, luma + std::ptrdiff_t{3} * x, std::size_t{3} * count);
      return;
    case PixelFormat::kGrey8:
      for (std::int32_t i = 0; i < count; ++i) {
        rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = luma[x + i];
      }
      return;
    case PixelFormat::kYuyv:
      read_yuv(luma, 2, luma + 1, luma + 3, 4, x, count, rgb);
      return;
    case PixelFormat::kNv12: {
      const std::uint8_t* chroma = row(image, 1, y / 2);
      read_yuv(luma, 1, chroma, chroma + 1, 2, x, count, rgb);
      return;
    }
    case PixelFormat::kYu12:
      read_yuv(luma, 1, row(image, 1, y / 2), row(image, 2, y / 2), 1, x, count, rgb);
      return;
  }
}

Status convert_to_rgb(const ImageView& image, const MutableImage& target) {
  if (image.width != target.width || image.height != target.height) {
    return Status::failure(Code::kUnsupported, "a picture and its copy differ in size");
  }
  for (std::int32_t y = 0; y < image.height; ++y) {
    read_rgb(image, 0, y, image.width, target.pixels + std::ptrdiff_t{y} * target.stride);
  }
  return Status::success();
}

}  // namespace ocellus
