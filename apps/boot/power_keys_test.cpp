#include "apps/boot/power_keys.hpp"

#include <gtest/gtest.h>

namespace ocellus::boot {
namespace {

input_event event(int type, int code, int value) {
  input_event made = {};
  made.type = static_cast<decltype(made.type)>(type);
  made.code = static_cast<decltype(made.code)>(code);
  made.value = value;
  return made;
}

// Number 116 in the kernel's list of keys: bit 4 of byte 14.
TEST(PowerKeys, AreFoundByTheirBit) {
  KeyBits bits = {};
  EXPECT_FALSE(has_power_key(bits));
  bits.fill(0xff);
  bits[14] = 0xef;
  EXPECT_FALSE(has_power_key(bits));
  bits.fill(0);
  bits[14] = 0x10;
  EXPECT_TRUE(has_power_key(bits));
}

TEST(PowerKeys, CountWhenPressed) {
  EXPECT_TRUE(is_press(event(EV_KEY, 116, 1)));
  EXPECT_FALSE(is_press(event(EV_KEY, 116, 0))) << "released";
  EXPECT_FALSE(is_press(event(EV_KEY, 116, 2))) << "held";
  EXPECT_FALSE(is_press(event(EV_KEY, KEY_A, 1)));
  EXPECT_FALSE(is_press(event(EV_SW, 116, 1)));
}

}  // namespace
}  // namespace ocellus::boot
