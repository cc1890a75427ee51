// The uncompressed video formats that files and cameras deliver.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/capture/riff.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus::capture {

struct RawCodec {
  enum class Handling : std::uint8_t {
    kDirect,   // the fused pre-processing pass reads it as it is
    kConvert,  // libv4lconvert makes RGB24 of it first
  };

  FourCc name = {};  // as in an AVI file's format header, and as V4L2's pixel format
  Handling handling = Handling::kDirect;
  PixelFormat format = PixelFormat::kRgb24;  // when direct
  bool chroma_swapped = false;               // when direct and planar: V comes before U
  std::uint32_t v4l2_format = 0;             // when converted
  unsigned bits_per_pixel = 0;
};

// nullptr when the code is none of these.
const RawCodec* find_raw_codec(FourCc name);

// Bytes of one picture; 0 when the codec cannot have that size.
std::size_t frame_bytes(const RawCodec& codec, std::int32_t width, std::int32_t height);

// The picture in `bytes`, which are frame_bytes() long, for a direct codec.
ImageView view_of(const RawCodec& codec, std::int32_t width, std::int32_t height,
                  std::span<const std::uint8_t> bytes);

}  // namespace ocellus::capture
