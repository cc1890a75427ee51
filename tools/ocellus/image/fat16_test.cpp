#include "tools/ocellus/image/fat16.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/test_folder.hpp"
#include "tools/ocellus/process.hpp"

namespace ocellus::tools {
namespace {

constexpr FatVolume kVolume = {.label = "SLOT_A", .id = 0x12345678, .sectors = 4 * 2048};

std::vector<std::byte> sample(std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 31 >> 4);
  return bytes;
}

// mtools is the judge: it shares no code with us.
class Fat16Test : public testing::Test {
 protected:
  std::vector<std::byte> copied_out(const std::vector<std::byte>& disk, const std::string& name) {
    folder_.write("disk", disk);
    const std::vector<std::string> words = {
        "mcopy", "-n", "-i", folder_.path("disk"), "::" + name, folder_.path("copy")};
    const auto done = execute(words, folder_.path("log"), folder_.path("log"));
    EXPECT_TRUE(done.ok()) << done.failure().line();
    const auto copy = read_file(folder_.path("copy"), disk.size());
    return copy.ok() ? copy.value() : std::vector<std::byte>();
  }

  TestFolder folder_;
};

TEST_F(Fat16Test, FilesAreReadBackUnderTheirNames) {
  const std::vector<std::byte> kernel = sample(1'000'001);
  const std::vector<std::byte> initramfs = sample(700'000);
  const std::vector<std::byte> small = sample(1);
  const FatFile files[] = {{"kernel", kernel},
                           {"initramfs", initramfs},
                           {"empty.txt", {}},
                           {"a-Name.with.dots-and_29-letters", small},
                           {"EFI/BOOT/BOOTX64.EFI", initramfs},
                           {"EFI/debian/grub.cfg", small},
                           {"efi/BOOT/second.txt", small}};
  for (const std::uint32_t mib : {3U, 4U, 24U, 65U}) {
    FatVolume volume = kVolume;
    volume.sectors = mib * 2048;
    const auto disk = make_fat16(volume, files);
    ASSERT_TRUE(disk.ok()) << disk.failure().line();
    ASSERT_EQ(disk.value().size(), std::size_t{mib} << 20);
    for (const FatFile& file : files) {
      EXPECT_TRUE(std::ranges::equal(copied_out(disk.value(), file.name), file.bytes)) << file.name;
    }
  }
}

TEST_F(Fat16Test, SameFilesSameBytes) {
  const std::vector<std::byte> bytes = sample(5000);
  const FatFile files[] = {{"ocellus.ini", bytes}};
  EXPECT_EQ(make_fat16(kVolume, files).value(), make_fat16(kVolume, files).value());
}

TEST_F(Fat16Test, TakesWhatJustFits) {
  // 8192 sectors, 512 bytes a cluster: 1 boot sector, 2 FATs of 32 sectors, a root of 32.
  const std::vector<std::byte> bytes = sample((8192 - 1 - 64 - 32) * 512 + 1);
  const FatFile most[] = {{"a", std::span(bytes).first(bytes.size() - 1)}};
  EXPECT_TRUE(make_fat16(kVolume, most).ok());
  const FatFile more[] = {{"a", bytes}};
  EXPECT_EQ(make_fat16(kVolume, more).failure().what, "is 1 KiB too small for its files");
}

TEST_F(Fat16Test, RefusesWhatFatHasNot) {
  for (const char* name : {"", ".a", "a.", "a//b", "/a", "a/", "kernel/..", "a b", "\xc3\xa4"}) {
    const FatFile files[] = {{name, {}}};
    EXPECT_FALSE(make_fat16(kVolume, files).ok()) << name;
  }
  const FatFile twice[] = {{"kernel", {}}, {"Kernel", {}}};
  EXPECT_EQ(make_fat16(kVolume, twice).failure().line(),
            "Kernel: is there twice; FAT does not tell upper from lower case");
  FatVolume volume = kVolume;
  volume.sectors = 2048;
  EXPECT_FALSE(make_fat16(volume, {}).ok());
}

}  // namespace
}  // namespace ocellus::tools
