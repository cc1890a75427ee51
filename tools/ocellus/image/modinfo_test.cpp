#include "tools/ocellus/image/modinfo.hpp"

#include <gtest/gtest.h>

#include "tools/ocellus/image/test_module.hpp"

namespace ocellus::tools {
namespace {

using std::string_view_literals::operator""sv;
using Names = std::vector<std::string>;

TEST(Modinfo, SaysWhatTheModuleNeedsAndItsKernel) {
  constexpr std::string_view kText =
      "softdep=pre: crc32c-generic lz4 post: late\0"
      "author=depends=nobody\0"
      "depends=usb-common,usbcore\0"
      "softdep=post: later pre: last\0"
      "vermagic=6.1.0-1-arm64 SMP\0"sv;
  const auto info = read_modinfo(make_module(kText), "x.ko");
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info.value().depends, (Names{"usb_common", "usbcore"}));
  EXPECT_EQ(info.value().soft_before, (Names{"crc32c_generic", "lz4", "last"}));
  EXPECT_EQ(info.value().kernel, "6.1.0-1-arm64");
}

TEST(Modinfo, NeedsNothingWhereItSaysNothing) {
  const auto info = read_modinfo(make_module("6.1", ""), "x.ko");
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info.value().depends, Names{});
}

// Every byte that is missing or wrong: a failure or an answer, never a read outside the file.
TEST(Modinfo, RefusesDamagedFiles) {
  const std::vector<std::byte> whole = make_module("6.1", "a,b");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::vector<std::byte> cut(whole.begin(), whole.begin() + size);
    EXPECT_FALSE(read_modinfo(cut, "x.ko").ok()) << size;
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::vector<std::byte> damaged = whole;
    damaged[i] ^= std::byte{0xff};
    (void)read_modinfo(damaged, "x.ko");
  }
  EXPECT_EQ(read_modinfo({}, "x.ko").failure().line(),
            "x.ko: is no kernel module with a .modinfo section; fetch the kernel again");
}

}  // namespace
}  // namespace ocellus::tools
