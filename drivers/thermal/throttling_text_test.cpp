#include "drivers/thermal/throttling_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ocellus::thermal {
namespace {

std::string text_of(std::uint32_t word) {
  return std::string(ThrottlingText(decode_throttled(word)).view());
}

TEST(ThrottlingText, NothingIsNoText) { EXPECT_EQ(text_of(0), ""); }

TEST(ThrottlingText, SaysWhatIsAndWhatHasBeen) {
  EXPECT_EQ(text_of(0x50005), "under-voltage now, throttled now");
  EXPECT_EQ(text_of(0x50000), "under-voltage since power-on, throttled since power-on");
  EXPECT_EQ(text_of(0xe0002),
            "clock capped now, throttled since power-on, "
            "near the heat limit since power-on");
  EXPECT_EQ(text_of(0x8), "near the heat limit now");
}

TEST(ThrottlingText, HasRoomForAll) {
  EXPECT_EQ(text_of(0xf0000),
            "under-voltage since power-on, clock capped since power-on, "
            "throttled since power-on, near the heat limit since power-on");
}

}  // namespace
}  // namespace ocellus::thermal
