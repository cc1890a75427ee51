#include "tools/ocellus/image/boot_script.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "platform/boards.hpp"

namespace ocellus::tools {
namespace {

std::uint32_t big_endian(std::span<const std::byte> bytes) {
  std::uint32_t value = 0;
  for (const std::byte byte : bytes.first(4)) value = value << 8 | std::to_integer<unsigned>(byte);
  return value;
}

std::uint32_t crc_of(std::span<const std::byte> bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

TEST(BootScript, HeaderIsALegacyImageOfTypeScript) {
  std::vector<std::byte> image = script_image("echo x\n", "ocellus");
  ASSERT_EQ(image.size(), 64U + 8 + 7);
  const std::span all(image);
  EXPECT_EQ(big_endian(all), 0x27051956U);
  EXPECT_EQ(big_endian(all.subspan(12)), 15U);
  EXPECT_EQ(big_endian(all.subspan(24)), crc_of(all.subspan(64)));
  EXPECT_EQ(big_endian(all.subspan(28)), 0x05160600U);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(image.data() + 32)), "ocellus");
  EXPECT_EQ(big_endian(all.subspan(64)), 7U);
  EXPECT_EQ(big_endian(all.subspan(68)), 0U);
  const std::uint32_t header_crc = big_endian(all.subspan(4));
  std::fill_n(image.begin() + 4, 4, std::byte{0});
  EXPECT_EQ(header_crc, crc_of(all.first(64)));
}

TEST(BootScript, AsksForBothFilesOfASlot) {
  const std::string script =
      boot_script(platform::kVirtLinux, std::get<platform::UBoot>(platform::kVirtLinux.loader));
  EXPECT_NE(script.find("load virtio 0:${part} 0x44400000 kernel && "
                        "unlz4 0x44400000 0x40400000 0x4000000; then"),
            std::string::npos);
  EXPECT_NE(script.find("load virtio 0:${part} 0x4a000000 initramfs;"), std::string::npos);
  EXPECT_NE(script.find("console=ttyAMA0 ${line} quiet oops=panic panic=1 "), std::string::npos);
  EXPECT_NE(script.find("booti 0x40400000 0x4a000000:${filesize} ${fdtcontroladdr}\n"),
            std::string::npos);
}

TEST(BootScript, KeepsTheMemoryOfTheKernelsLastWords) {
  platform::UBoot loader = std::get<platform::UBoot>(platform::kVirtLinux.loader);
  EXPECT_NE(boot_script(platform::kVirtLinux, loader).find("fdt rsvmem add 0x4c000000 0x40000\n"),
            std::string::npos);
  loader.crash_log_address = 0;
  EXPECT_EQ(boot_script(platform::kVirtLinux, loader).find("rsvmem"), std::string::npos);
}

}  // namespace
}  // namespace ocellus::tools
