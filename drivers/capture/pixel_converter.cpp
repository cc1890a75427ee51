#include "drivers/capture/pixel_converter.hpp"

#include <errno.h>
#include <libv4l-plugin.h>
#include <libv4lconvert.h>
#include <linux/videodev2.h>
#include <pwd.h>

#include <algorithm>
#include <array>

namespace ocellus::capture {
namespace {

// libv4lconvert wants to talk to a camera. This one has a single format that the library does not
// know, so that it adds no processing of its own, and answers nothing else.
int answer_as_device(void*, int, unsigned long request, void* argument) {
  if (request == VIDIOC_ENUM_FMT) {
    auto& format = *static_cast<v4l2_fmtdesc*>(argument);
    if (format.index == 0) {
      format.pixelformat = 0;
      return 0;
    }
  }
  errno = ENOTTY;
  return -1;
}

constexpr libv4l_dev_ops kNoDevice = {
    .init = nullptr,
    .close = nullptr,
    .ioctl = answer_as_device,
    .read = nullptr,
    .write = nullptr,
    .reserved1 = nullptr,
    .reserved2 = nullptr,
    .reserved3 = nullptr,
    .reserved4 = nullptr,
    .reserved5 = nullptr,
    .reserved6 = nullptr,
    .reserved7 = nullptr,
};

v4l2_format describe(std::uint32_t pixel_format, std::int32_t width, std::int32_t height,
                     std::size_t bytes) {
  v4l2_format format = {};
  format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  format.fmt.pix.width = static_cast<std::uint32_t>(width);
  format.fmt.pix.height = static_cast<std::uint32_t>(height);
  format.fmt.pix.pixelformat = pixel_format;
  format.fmt.pix.field = V4L2_FIELD_NONE;
  format.fmt.pix.bytesperline =
      static_cast<std::uint32_t>(bytes / static_cast<std::size_t>(height));
  format.fmt.pix.sizeimage = static_cast<std::uint32_t>(bytes);
  return format;
}

}  // namespace

Status PixelConverter::open(const RawCodec& codec, std::int32_t width, std::int32_t height,
                            std::span<std::uint8_t> picture, std::span<std::uint8_t> rgb) {
  if (const Status status = prepare(); !status.ok()) return status;
  choose(codec, width, height);
  std::ranges::fill(picture, std::uint8_t{0});
  return convert(picture, rgb);
}

Status PixelConverter::prepare() {
  close();
  library_ = v4lconvert_create_with_dev_ops(-1, nullptr, &kNoDevice);
  if (library_ == nullptr) {
    return Status::failure(Code::kTooLarge, "the pixel converter finds no memory");
  }
  // All these formats become RGB24 in one step, without a buffer between; their first pictures
  // initialize the rest.
  constexpr std::int32_t kSide = 16;
  std::array<std::uint8_t, 2 * kSide* kSide> picture = {};
  std::array<std::uint8_t, 3 * kSide* kSide> rgb = {};
  for (const FourCc name : {four_cc("UYVY"), four_cc("BA81")}) {
    const RawCodec& codec = *find_raw_codec(name);
    choose(codec, kSide, kSide);
    const Status status = convert(std::span(picture).first(frame_bytes(codec, kSide, kSide)), rgb);
    if (!status.ok()) return status;
  }
  return Status::success();
}

void PixelConverter::choose(const RawCodec& codec, std::int32_t width, std::int32_t height) {
  format_ = codec.v4l2_format;
  width_ = width;
  height_ = height;
}

void PixelConverter::close() {
  v4lconvert_destroy(library_);
  library_ = nullptr;
}

Status PixelConverter::convert(std::span<std::uint8_t> picture, std::span<std::uint8_t> rgb) {
  const v4l2_format from = describe(format_, width_, height_, picture.size());
  const v4l2_format to = describe(V4L2_PIX_FMT_RGB24, width_, height_, rgb.size());
  const int bytes =
      v4lconvert_convert(library_, &from, &to, picture.data(), static_cast<int>(picture.size()),
                         rgb.data(), static_cast<int>(rgb.size()));
  if (bytes < 0 || static_cast<std::size_t>(bytes) != rgb.size()) {
    return Status::failure(Code::kCorrupt, "the pixels cannot be converted to RGB");
  }
  return Status::success();
}

}  // namespace ocellus::capture

// libv4lconvert names a shared memory segment after the user, for controls that no program here
// turns on. The C library's own would bring its name services, and with them dynamic loading, into
// a static program.
extern "C" int getpwuid_r(uid_t, struct passwd*, char*, std::size_t, struct passwd** result) {
  *result = nullptr;
  return ENOENT;
}
