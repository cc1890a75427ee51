#include "drivers/capture/v4l2_format.hpp"

#include <linux/videodev2.h>

#include <array>

namespace ocellus::capture {
namespace {

constexpr std::array kByPreference = {
    kMotionJpeg,     kJpegStill,      four_cc("NV12"), four_cc("YU12"), four_cc("YV12"),
    four_cc("YUYV"), four_cc("RGB3"), four_cc("GREY"), four_cc("UYVY"), four_cc("YVYU"),
    four_cc("BA81"), four_cc("GBRG"), four_cc("GRBG"), four_cc("RGGB")};

constexpr std::uint32_t kLargest = 16384;  // pixels of a side; products stay within 32 bits

Status refuse(const char* what) { return Status::failure(Code::kUnsupported, what); }

bool one_picture(std::uint32_t field) {
  return field == V4L2_FIELD_NONE || field == V4L2_FIELD_ANY || field == V4L2_FIELD_INTERLACED ||
         field == V4L2_FIELD_INTERLACED_TB || field == V4L2_FIELD_INTERLACED_BT;
}

}  // namespace

int format_rank(FourCc name) {
  for (std::size_t i = 0; i < kByPreference.size(); ++i) {
    if (kByPreference[i] == name) return static_cast<int>(i);
  }
  return -1;
}

Status check_format(FourCc asked, const v4l2_pix_format& answer, CameraFormat& format) {
  format = {};
  if (FourCc{answer.pixelformat} != asked || format_rank(asked) < 0) {
    return refuse("the camera chose another pixel format than it was asked for");
  }
  if (answer.width < 1 || answer.height < 1 || answer.width > kLargest ||
      answer.height > kLargest) {
    return refuse("the camera's pictures have an impossible size");
  }
  if (!one_picture(answer.field)) return refuse("the camera gives fields, not pictures");
  format.name = asked;
  format.width = static_cast<std::int32_t>(answer.width);
  format.height = static_cast<std::int32_t>(answer.height);
  if (asked == kMotionJpeg || asked == kJpegStill) return Status::success();

  format.codec = find_raw_codec(asked);
  const unsigned bits = format.codec->bits_per_pixel;
  const bool planar = bits == 12;
  // Chroma for pairs of pixels, and in planes for pairs of rows; the converter works on both.
  const bool pairs = planar || bits == 16 || format.is_converted();
  if ((pairs && answer.width % 2 != 0) ||
      ((planar || format.is_converted()) && answer.height % 2 != 0)) {
    return refuse("this pixel format needs even sizes");
  }
  const std::uint32_t least = planar ? answer.width : answer.width * bits / 8;
  const std::uint32_t stride = answer.bytesperline != 0 ? answer.bytesperline : least;
  if (stride < least || stride > 8 * kLargest || (planar && stride % 2 != 0)) {
    return refuse("the camera's rows are shorter than their pixels, or absurdly long");
  }
  format.stride = static_cast<std::int32_t>(stride);
  format.frame_bytes = static_cast<std::size_t>(stride) * answer.height;
  if (planar) format.frame_bytes += format.frame_bytes / 2;
  if (answer.sizeimage < format.frame_bytes) {
    return refuse("the camera's buffers are smaller than its pictures");
  }
  return Status::success();
}

ImageView view_of(const CameraFormat& format, std::span<const std::uint8_t> bytes) {
  ImageView view = view_of(*format.codec, format.width, format.height, bytes);
  const std::ptrdiff_t plane = std::ptrdiff_t{format.stride} * format.height;
  view.strides[0] = format.stride;
  if (format.codec->format == PixelFormat::kNv12) {
    view.planes[1] = bytes.data() + plane;
    view.strides[1] = format.stride;
  } else if (format.codec->format == PixelFormat::kYu12) {
    const std::ptrdiff_t second = format.codec->chroma_swapped ? plane : plane + plane / 4;
    const std::ptrdiff_t first = format.codec->chroma_swapped ? plane + plane / 4 : plane;
    view.planes[1] = bytes.data() + first;
    view.planes[2] = bytes.data() + second;
    view.strides[1] = view.strides[2] = format.stride / 2;
  }
  return view;
}

}  // namespace ocellus::capture
