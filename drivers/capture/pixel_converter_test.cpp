#include "drivers/capture/pixel_converter.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include <vector>

namespace ocellus::capture {
namespace {

// A camera may come back with any format, when it is too late to allocate.
TEST(PixelConverter, OncePreparedItConvertsEveryFormatWithoutAllocating) {
  constexpr std::int32_t kWidth = 640, kHeight = 480;
  PixelConverter converter;
  std::vector<std::uint8_t> picture(2 * kWidth * kHeight, 90);
  std::vector<std::uint8_t> rgb(3 * kWidth * kHeight);
  ASSERT_TRUE(converter.prepare().ok());
  for (const char* name : {"UYVY", "YVYU", "BA81", "GBRG", "GRBG", "RGGB"}) {
    const RawCodec* codec = find_raw_codec(
        load_four_cc(std::span(reinterpret_cast<const std::uint8_t*>(name), std::size_t{4})));
    ASSERT_NE(codec, nullptr) << name;
    rgb.assign(rgb.size(), 0);
    const struct mallinfo2 before = mallinfo2();
    converter.choose(*codec, kWidth, kHeight);
    const Status status =
        converter.convert(std::span(picture).first(frame_bytes(*codec, kWidth, kHeight)), rgb);
    const struct mallinfo2 after = mallinfo2();
    EXPECT_TRUE(status.ok()) << name;
    EXPECT_NE(rgb[rgb.size() / 2], 0) << name;
    EXPECT_EQ(after.uordblks, before.uordblks) << name;
    EXPECT_EQ(after.hblkhd, before.hblkhd) << name;
  }
}

}  // namespace
}  // namespace ocellus::capture
