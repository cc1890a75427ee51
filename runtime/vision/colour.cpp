#include "runtime/vision/colour.hpp"

#include <cstddef>
#include <cstring>

namespace ocellus {
namespace {

constexpr std::uint8_t to_level(std::int32_t scaled) {
  const std::int32_t level = (scaled + (1 << (ColourMatrix::kBits - 1))) >> ColourMatrix::kBits;
  return static_cast<std::uint8_t>(level < 0 ? 0 : level > 255 ? 255 : level);
}

const std::uint8_t* row(const ImageView& image, std::size_t plane, std::int32_t y) {
  return image.planes[plane] + std::ptrdiff_t{y} * image.strides[plane];
}

void read_yuv(const ImageView& image, std::int32_t x, std::int32_t y, std::int32_t count,
              std::uint8_t* rgb) {
  const YuvLayout layout = yuv_layout(image.format);
  const ColourMatrix& matrix = colour_matrix(layout);
  const auto samples = [&](int component, std::int32_t at) {
    return row(image, static_cast<std::size_t>(layout.planes[component]), at) +
           layout.offsets[component];
  };
  const std::uint8_t* luma = samples(0, y);
  const std::uint8_t* u = samples(1, y >> layout.shift_y);
  const std::uint8_t* v = samples(2, y >> layout.shift_y);
  for (std::int32_t i = x; i < x + count; ++i, rgb += 3) {
    const std::int32_t chroma = (i >> layout.shift_x) * layout.chroma_step;
    const std::int32_t c = matrix.luma * (luma[i * layout.luma_step] - matrix.black);
    const std::int32_t d = u[chroma] - 128;
    const std::int32_t e = v[chroma] - 128;
    rgb[0] = to_level(c + matrix.red * e);
    rgb[1] = to_level(c + matrix.green_u * d + matrix.green_v * e);
    rgb[2] = to_level(c + matrix.blue * d);
  }
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
    default:
      read_yuv(image, x, y, count, rgb);
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
