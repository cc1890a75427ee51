#include "drivers/capture/raw_codec.hpp"

#include <linux/videodev2.h>

#include <array>
#include <utility>

namespace ocellus::capture {
namespace {

constexpr RawCodec direct(FourCc name, PixelFormat format, unsigned bits, bool swapped = false) {
  return {.name = name,
          .handling = RawCodec::Handling::kDirect,
          .format = format,
          .chroma_swapped = swapped,
          .bits_per_pixel = bits};
}

constexpr RawCodec converted(FourCc name, std::uint32_t v4l2_format, unsigned bits) {
  return {.name = name,
          .handling = RawCodec::Handling::kConvert,
          .v4l2_format = v4l2_format,
          .bits_per_pixel = bits};
}

constexpr std::array kCodecs = {
    direct(four_cc("YUY2"), PixelFormat::kYuyv, 16),
    direct(four_cc("YUYV"), PixelFormat::kYuyv, 16),
    direct(four_cc("NV12"), PixelFormat::kNv12, 12),
    direct(four_cc("I420"), PixelFormat::kYu12, 12),
    direct(four_cc("IYUV"), PixelFormat::kYu12, 12),
    direct(four_cc("YU12"), PixelFormat::kYu12, 12),
    direct(four_cc("YV12"), PixelFormat::kYu12, 12, true),
    direct(four_cc("GREY"), PixelFormat::kGrey8, 8),
    direct(four_cc("Y800"), PixelFormat::kGrey8, 8),
    direct(four_cc("Y8  "), PixelFormat::kGrey8, 8),
    direct(four_cc("RGB3"), PixelFormat::kRgb24, 24),
    converted(four_cc("UYVY"), V4L2_PIX_FMT_UYVY, 16),
    converted(four_cc("YVYU"), V4L2_PIX_FMT_YVYU, 16),
    converted(four_cc("BA81"), V4L2_PIX_FMT_SBGGR8, 8),
    converted(four_cc("GBRG"), V4L2_PIX_FMT_SGBRG8, 8),
    converted(four_cc("GRBG"), V4L2_PIX_FMT_SGRBG8, 8),
    converted(four_cc("RGGB"), V4L2_PIX_FMT_SRGGB8, 8),
};

}  // namespace

const RawCodec* find_raw_codec(FourCc name) {
  for (const RawCodec& codec : kCodecs) {
    if (codec.name == name) return &codec;
  }
  return nullptr;
}

std::size_t frame_bytes(const RawCodec& codec, std::int32_t width, std::int32_t height) {
  // libv4lconvert works on pairs of pixels and pairs of rows, packed chroma on pairs of pixels.
  const bool converts = codec.handling == RawCodec::Handling::kConvert;
  if (width < 1 || height < 1) return 0;
  if (width % 2 != 0 && (converts || codec.bits_per_pixel == 16)) return 0;
  if (height % 2 != 0 && converts) return 0;
  const std::size_t pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  if (codec.bits_per_pixel != 12) return pixels * codec.bits_per_pixel / 8;
  const std::size_t chroma =
      static_cast<std::size_t>((width + 1) / 2) * static_cast<std::size_t>((height + 1) / 2);
  return pixels + 2 * chroma;
}

ImageView view_of(const RawCodec& codec, std::int32_t width, std::int32_t height,
                  std::span<const std::uint8_t> bytes) {
  ImageView view = {.format = codec.format, .width = width, .height = height};
  const std::int32_t chroma_width = (width + 1) / 2;
  const std::int32_t chroma_height = (height + 1) / 2;
  const std::uint8_t* const start = bytes.data();
  const std::uint8_t* const chroma = start + std::ptrdiff_t{width} * height;
  switch (codec.format) {
    case PixelFormat::kYuyv:
      view.planes = {start};
      view.strides = {2 * width};
      break;
    case PixelFormat::kGrey8:
      view.planes = {start};
      view.strides = {width};
      break;
    case PixelFormat::kNv12:
      view.planes = {start, chroma};
      view.strides = {width, 2 * chroma_width};
      break;
    case PixelFormat::kYu12:
      view.planes = {start, chroma, chroma + std::ptrdiff_t{chroma_width} * chroma_height};
      view.strides = {width, chroma_width, chroma_width};
      if (codec.chroma_swapped) std::swap(view.planes[1], view.planes[2]);
      break;
    case PixelFormat::kRgb24:
      view.planes = {start};
      view.strides = {3 * width};
      break;
    case PixelFormat::kJpeg444:
    case PixelFormat::kJpeg422:
    case PixelFormat::kJpeg420:
      break;  // of no codec
  }
  return view;
}

}  // namespace ocellus::capture
