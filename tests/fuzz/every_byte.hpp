// Reads every byte of a picture that preprocessing might, so that the sanitizers see where it lies.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/vision/image.hpp"

namespace ocellus::tests {

// `look(begin, size)` is asked of each plane. The sum of all bytes. Of decoded JPEG pictures none:
// picture_fuzz looks at those.
template <typename Look>
std::uint32_t read_every_byte(const ImageView& image, Look look) {
  std::uint32_t sum = 0;
  const auto read = [&](std::size_t plane, std::int32_t row_bytes, std::int32_t rows) {
    const std::uint8_t* const begin = image.planes[plane];
    const auto size = static_cast<std::size_t>(image.strides[plane] * (rows - 1) + row_bytes);
    look(image.strides[plane] >= row_bytes && rows >= 1, begin, size);
    for (std::size_t i = 0; i < size; ++i) sum += begin[i];
  };
  const std::int32_t width = image.width;
  const std::int32_t height = image.height;
  switch (image.format) {
    case PixelFormat::kRgb24:
      read(0, 3 * width, height);
      break;
    case PixelFormat::kYuyv:
      read(0, 2 * width, height);
      break;
    case PixelFormat::kGrey8:
      read(0, width, height);
      break;
    case PixelFormat::kNv12:
      read(0, width, height);
      read(1, width, height / 2);
      break;
    case PixelFormat::kYu12:
      read(0, width, height);
      read(1, width / 2, height / 2);
      read(2, width / 2, height / 2);
      break;
    default:
      break;
  }
  return sum;
}

}  // namespace ocellus::tests
