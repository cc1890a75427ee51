// The picture formats of V4L2 cameras: which are read, and how their pictures lie in a buffer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/capture/raw_codec.hpp"
#include "drivers/capture/riff.hpp"
#include "runtime/status.hpp"
#include "runtime/vision/image.hpp"

struct v4l2_pix_format;

namespace ocellus::capture {

inline constexpr FourCc kMotionJpeg = four_cc("MJPG");
inline constexpr FourCc kJpegStill = four_cc("JPEG");  // the same bytes under another name

struct CameraFormat {
  FourCc name = {};
  const RawCodec* codec = nullptr;  // nullptr: JPEG
  std::int32_t width = 0;           // pixels
  std::int32_t height = 0;
  std::int32_t stride = 0;      // bytes from one row of plane 0 to the next; 0 for JPEG
  std::size_t frame_bytes = 0;  // what a whole raw picture has; 0 for JPEG

  bool is_jpeg() const { return codec == nullptr; }
  bool is_converted() const {
    return codec != nullptr && codec->handling == RawCodec::Handling::kConvert;
  }
  bool operator==(const CameraFormat&) const = default;
};

// How much a format is wanted, 0 most; negative when it is not read at all. JPEG comes first
// because USB cameras reach their frame rate with it, then what is read as it is, least bytes
// first, then what is converted.
int format_rank(FourCc name);

// What VIDIOC_S_FMT answered, checked: a driver may change every field of what it was asked for.
// kUnsupported: another pixel format than `asked`, fields that are not in one picture, sizes that
// are odd, absurd, or contradict each other.
Status check_format(FourCc asked, const v4l2_pix_format& answer, CameraFormat& format);

// The picture in the first frame_bytes of `bytes`; for a format that is read as it is.
ImageView view_of(const CameraFormat& format, std::span<const std::uint8_t> bytes);

}  // namespace ocellus::capture
