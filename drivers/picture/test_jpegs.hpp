// JPEG files for tests: of our own encoder, of other kinds, and damaged ones.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

// after <cstdio>
#include <jpeglib.h>

#include "drivers/picture/picture.hpp"

namespace ocellus::picture {

using Bytes = std::vector<std::uint8_t>;

inline constexpr Size kSize = {203,
                               149};  // multiples of nothing: every edge case of block and chroma

// Smooth in one corner, hard edges in the other, every channel different.
inline Bytes test_pixels(Size size) {
  Bytes pixels;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      pixels.push_back(static_cast<std::uint8_t>(255 * x / size.width));
      pixels.push_back(static_cast<std::uint8_t>(255 * y / size.height));
      pixels.push_back((x / 7 + y / 5) % 2 != 0 ? 220 : 30);
    }
  }
  return pixels;
}

inline MutableImage image_of(Bytes& pixels, Size size) {
  return {size.width, size.height, pixels.data(), 3 * size.width};
}

inline Bytes test_jpeg(Size size = kSize, int quality = 90) {
  std::vector<std::byte> region(Encoder::kMinimumRegion);
  Encoder encoder(region);
  Bytes pixels = test_pixels(size);
  Bytes file(static_cast<std::size_t>(size.width * size.height * 3 + 4096));
  std::size_t length = 0;
  EXPECT_TRUE(encoder.encode(image_of(pixels, size), quality, file, length).ok());
  file.resize(length);
  return file;
}

// The kinds of JPEG that Encoder does not write.
inline Bytes jpeg_of_kind(void (*configure)(jpeg_compress_struct&), J_COLOR_SPACE input = JCS_RGB) {
  jpeg_compress_struct object = {};
  jpeg_error_mgr errors;
  object.err = jpeg_std_error(&errors);
  jpeg_create_compress(&object);
  unsigned char* buffer = nullptr;
  unsigned long length = 0;
  jpeg_mem_dest(&object, &buffer, &length);
  object.image_width = static_cast<JDIMENSION>(kSize.width);
  object.image_height = static_cast<JDIMENSION>(kSize.height);
  object.in_color_space = input;
  object.input_components = input == JCS_GRAYSCALE ? 1 : input == JCS_CMYK ? 4 : 3;
  jpeg_set_defaults(&object);
  configure(object);
  jpeg_start_compress(&object, TRUE);
  Bytes pixels = test_pixels({2 * kSize.width, kSize.height});
  while (object.next_scanline < object.image_height) {
    JSAMPROW row = pixels.data() + object.next_scanline * static_cast<unsigned>(kSize.width) * 3;
    jpeg_write_scanlines(&object, &row, 1);
  }
  jpeg_finish_compress(&object);
  jpeg_destroy_compress(&object);
  Bytes file(buffer, buffer + length);
  std::free(buffer);
  return file;
}

// Cuts out every marker segment of that kind, headers only.
inline Bytes without_segments(const Bytes& file, std::uint8_t marker) {
  Bytes result(file.begin(), file.begin() + 2);
  std::size_t at = 2;
  while (file[at + 1] != 0xDA) {
    const std::size_t length = 2u + (std::size_t{file[at + 2]} << 8 | file[at + 3]);
    if (file[at + 1] != marker) {
      result.insert(result.end(), file.begin() + static_cast<std::ptrdiff_t>(at),
                    file.begin() + static_cast<std::ptrdiff_t>(at + length));
    }
    at += length;
  }
  result.insert(result.end(), file.begin() + static_cast<std::ptrdiff_t>(at), file.end());
  return result;
}

inline Bytes::iterator find_frame_header(Bytes& file) {
  const std::uint8_t kMarker[] = {0xFF, 0xC0};
  return std::search(file.begin(), file.end(), std::begin(kMarker), std::end(kMarker));
}

}  // namespace ocellus::picture
