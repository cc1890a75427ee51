// A picture somebody else owns: plane pointers and strides, never a copy.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ocellus {

enum class PixelFormat : std::uint8_t {
  kRgb24,    // plane 0: R G B, 3 bytes a pixel
  kGrey8,    // plane 0: 1 byte a pixel
  kYuyv,     // plane 0: Y0 U Y1 V, 4 bytes for 2 pixels; BT.601, studio range
  kNv12,     // plane 0: Y; plane 1: U V interleaved, halved both ways; BT.601, studio range
  kYu12,     // planes Y, U, V; chroma halved both ways; BT.601, studio range
  kJpeg444,  // planes Y, U, V as JPEG has them; BT.601, full range
  kJpeg422,  // the same, chroma halved along rows
  kJpeg420,  // the same, chroma halved both ways
};

// Where the samples of a YUV format lie.
struct YuvLayout {
  std::int32_t luma_step;              // bytes from one sample of a row to the next
  std::int32_t chroma_step;            // the same for U and V, U being first
  std::array<std::int8_t, 3> planes;   // of Y, U and V
  std::array<std::int8_t, 3> offsets;  // bytes from the start of a row to its first sample
  std::int8_t shift_x;  // a chroma sample serves 2^shift_x pixels of a row, from an even x on
  std::int8_t shift_y;  // and 2^shift_y rows
  bool centred;         // they lie amid those pixels, as in JPEG, and may be interpolated
  bool studio_range;    // Y 16..235, U and V 16..240; otherwise all 0..255
};

constexpr bool is_yuv(PixelFormat format) { return format >= PixelFormat::kYuyv; }

// Of a YUV format only.
constexpr YuvLayout yuv_layout(PixelFormat format) {
  switch (format) {
    case PixelFormat::kYuyv:
      return {2, 4, {0, 0, 0}, {0, 1, 3}, 1, 0, false, true};
    case PixelFormat::kNv12:
      return {1, 2, {0, 1, 1}, {0, 0, 1}, 1, 1, false, true};
    case PixelFormat::kYu12:
      return {1, 1, {0, 1, 2}, {}, 1, 1, false, true};
    case PixelFormat::kJpeg422:
      return {1, 1, {0, 1, 2}, {}, 1, 0, true, false};
    case PixelFormat::kJpeg420:
      return {1, 1, {0, 1, 2}, {}, 1, 1, true, false};
    default:
      return {1, 1, {0, 1, 2}, {}, 0, 0, true, false};
  }
}

struct ImageView {
  PixelFormat format = PixelFormat::kRgb24;
  std::int32_t width = 0;   // pixels, at least 1
  std::int32_t height = 0;  // pixels, at least 1
  std::array<const std::uint8_t*, 3> planes = {};
  std::array<std::int32_t, 3> strides = {};  // bytes from one row to the next
};

// An RGB24 picture that may be drawn on.
struct MutableImage {
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::uint8_t* pixels = nullptr;
  std::int32_t stride = 0;  // bytes from one row to the next, at least 3 * width

  ImageView view() const {
    return {PixelFormat::kRgb24, width, height, {pixels, nullptr, nullptr}, {stride, 0, 0}};
  }
};

// A place in a picture, in pixels; y grows downwards.
struct Point {
  float x = 0;
  float y = 0;

  bool operator==(const Point&) const = default;
};

// A rectangle in pixels of a picture, x0 <= x < x1 and y0 <= y < y1.
struct Box {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;

  constexpr float width() const { return x1 - x0; }
  constexpr float height() const { return y1 - y0; }
  constexpr float area() const { return width() > 0 && height() > 0 ? width() * height() : 0; }
  bool operator==(const Box&) const = default;
};

}  // namespace ocellus
