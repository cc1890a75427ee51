#include "drivers/capture/v4l2_format.hpp"

#include <gtest/gtest.h>
#include <linux/videodev2.h>

#include <vector>

namespace ocellus::capture {
namespace {

v4l2_pix_format answer(FourCc name, std::uint32_t width, std::uint32_t height, std::uint32_t stride,
                       std::uint32_t bytes) {
  v4l2_pix_format format = {};
  format.pixelformat = static_cast<std::uint32_t>(name);
  format.width = width;
  format.height = height;
  format.field = V4L2_FIELD_NONE;
  format.bytesperline = stride;
  format.sizeimage = bytes;
  return format;
}

Code checked(FourCc asked, const v4l2_pix_format& given) {
  CameraFormat format;
  return check_format(asked, given, format).code;
}

TEST(V4l2Format, NamesAreThoseOfTheKernel) {
  for (const std::uint32_t known :
       {V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_JPEG, V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_NV12,
        V4L2_PIX_FMT_YUV420, V4L2_PIX_FMT_YVU420, V4L2_PIX_FMT_GREY, V4L2_PIX_FMT_RGB24,
        V4L2_PIX_FMT_UYVY, V4L2_PIX_FMT_YVYU, V4L2_PIX_FMT_SBGGR8, V4L2_PIX_FMT_SGBRG8,
        V4L2_PIX_FMT_SGRBG8, V4L2_PIX_FMT_SRGGB8}) {
    EXPECT_GE(format_rank(FourCc{known}), 0) << known;
    CameraFormat format;
    EXPECT_TRUE(
        check_format(FourCc{known}, answer(FourCc{known}, 64, 48, 0, 64 * 48 * 3), format).ok())
        << known;
  }
  EXPECT_LT(format_rank(FourCc{V4L2_PIX_FMT_H264}), 0);
  EXPECT_LT(format_rank(four_cc("MJPG")), format_rank(four_cc("YUYV")));
  EXPECT_LT(format_rank(four_cc("GREY")), format_rank(four_cc("UYVY")));
}

TEST(V4l2Format, WhatTheDriverChangedIsRefused) {
  const FourCc yuyv = four_cc("YUYV");
  EXPECT_EQ(checked(yuyv, answer(yuyv, 64, 48, 128, 6144)), Code::kOk);
  EXPECT_EQ(checked(yuyv, answer(four_cc("MJPG"), 64, 48, 0, 6144)), Code::kUnsupported);
  EXPECT_EQ(checked(yuyv, answer(yuyv, 63, 48, 128, 6144)), Code::kUnsupported);  // half a pair
  EXPECT_EQ(checked(yuyv, answer(yuyv, 64, 48, 127, 6144)), Code::kUnsupported);  // short rows
  EXPECT_EQ(checked(yuyv, answer(yuyv, 64, 48, 128, 6143)), Code::kUnsupported);  // short buffer
  EXPECT_EQ(checked(yuyv, answer(yuyv, 0, 48, 128, 6144)), Code::kUnsupported);
  EXPECT_EQ(checked(yuyv, answer(yuyv, 64, 1u << 31, 128, 6144)), Code::kUnsupported);
  EXPECT_EQ(checked(yuyv, answer(yuyv, 64, 48, 1u << 31, 6144)), Code::kUnsupported);
  v4l2_pix_format fields = answer(yuyv, 64, 48, 128, 6144);
  fields.field = V4L2_FIELD_ALTERNATE;
  EXPECT_EQ(checked(yuyv, fields), Code::kUnsupported);
  EXPECT_EQ(checked(four_cc("NV12"), answer(four_cc("NV12"), 64, 47, 64, 6144)),
            Code::kUnsupported);
  EXPECT_EQ(checked(four_cc("GREY"), answer(four_cc("GREY"), 63, 47, 63, 63 * 47)), Code::kOk);
}

TEST(V4l2Format, PaddedRowsAreSteppedOver) {
  const auto view = [](FourCc name, std::uint32_t stride, std::size_t size) {
    CameraFormat format;
    static std::vector<std::uint8_t> bytes(100000);
    EXPECT_TRUE(check_format(name, answer(name, 64, 48, stride, 100000), format).ok());
    EXPECT_EQ(format.frame_bytes, size);
    ImageView seen = view_of(format, bytes);
    EXPECT_EQ(seen.planes[0], bytes.data());
    EXPECT_EQ(seen.strides[0], static_cast<std::int32_t>(stride));
    // As distances from the first plane.
    std::array<std::ptrdiff_t, 2> at = {};
    for (std::size_t i = 1; i < 3; ++i) {
      if (seen.planes[i] != nullptr) at[i - 1] = seen.planes[i] - bytes.data();
    }
    return std::pair(at, seen.strides);
  };
  using At = std::array<std::ptrdiff_t, 2>;
  EXPECT_EQ(view(four_cc("YUYV"), 160, 160 * 48).first, (At{0, 0}));
  EXPECT_EQ(view(four_cc("RGB3"), 200, 200 * 48).first, (At{0, 0}));
  const auto nv12 = view(four_cc("NV12"), 80, 80 * 72);
  EXPECT_EQ(nv12.first, (At{80 * 48, 0}));
  EXPECT_EQ(nv12.second[1], 80);
  const auto yu12 = view(four_cc("YU12"), 80, 80 * 72);
  EXPECT_EQ(yu12.first, (At{80 * 48, 80 * 60}));
  EXPECT_EQ(yu12.second[2], 40);
  EXPECT_EQ(view(four_cc("YV12"), 80, 80 * 72).first, (At{80 * 60, 80 * 48}));
}

}  // namespace
}  // namespace ocellus::capture
