#include "tools/ocellus/image/disk_image.hpp"

#include <gtest/gtest.h>

#include "drivers/bundle/release.hpp"
#include "platform/boards.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/compress.hpp"
#include "tools/ocellus/image/test_folder.hpp"
#include "tools/ocellus/process.hpp"

namespace ocellus::tools {
namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

ImageParts sample() {
  return {
      .boot = {{"boot.scr", bytes_of("script")}, {"EFI/BOOT/BOOTX64.EFI", bytes_of("loader")}},
      .slot = {{"kernel", bytes_of("the kernel")}},
      .modules = {{"virtio_pci", "", bytes_of("first")}, {"dog", "timeout=9", bytes_of("next")}},
      .files = {{"init", bytes_of("first process"), 0755},
                {"bin/camera", bytes_of("camera"), 0755}},
      .settings = bytes_of("[model]\n"),
      .version = "1.2.3"};
}

TEST(DiskImage, PartitionsFollowEachOtherBelow64MiB) {
  for (const platform::LinuxBoard* board : platform::kLinuxBoards) {
    const auto partitions = partitions_of(*board);
    std::uint32_t next = 2048;
    for (const Partition& partition : partitions) {
      EXPECT_EQ(partition.first_sector, next);
      next += partition.sectors;
    }
    EXPECT_EQ(partitions[1].sectors, partitions[2].sectors);
    EXPECT_LT(next, 64U * 2048) << board->board->name;
  }
}

TEST(DiskImage, ModulesAreListedInTheirOrder) {
  const auto archive = make_initramfs(platform::kVirtLinux, sample());
  const std::string_view text(reinterpret_cast<const char*>(archive.data()), archive.size());
  EXPECT_NE(text.find("/modules/00-virtio_pci.ko\n/modules/01-dog.ko timeout=9\n"), text.npos);
  EXPECT_NE(text.find("virt\n"), text.npos);
  EXPECT_NE(text.find("etc/version"), text.npos);
  EXPECT_NE(text.find("1.2.3\n"), text.npos);
}

TEST(DiskImage, ASlotSaysInItsFirstSectorWhatItHolds) {
  const auto disk = make_disk_image(platform::kVirtLinux, sample());
  ASSERT_TRUE(disk.ok()) << disk.failure().line();
  const auto partitions = partitions_of(platform::kVirtLinux);
  const auto release = [&](std::size_t partition) {
    const std::span all(disk.value());
    const std::size_t at = std::size_t{partitions[partition].first_sector} * 512;
    return bundle::release_of(all.subspan(at).first<512>());
  };
  EXPECT_FALSE(release(0).has_value());
  for (const std::size_t slot : {1, 2}) {
    ASSERT_TRUE(release(slot).has_value());
    EXPECT_STREQ(release(slot)->board.data(), "virt");
    EXPECT_EQ(release(slot)->version, (bundle::Version{1, 2, 3}));
  }
}

// Each partition's files, read where the partition table says they are.
TEST(DiskImage, HoldsTheFilesOfEveryPartition) {
  const auto disk = make_disk_image(platform::kVirtLinux, sample());
  ASSERT_TRUE(disk.ok()) << disk.failure().line();
  const TestFolder folder;
  folder.write("disk", disk.value());
  const auto partitions = partitions_of(platform::kVirtLinux);
  const auto file = [&](std::size_t partition, const std::string& name) {
    const std::string at =
        folder.path("disk") + "@@" + std::to_string(partitions[partition].first_sector * 512ULL);
    const std::vector<std::string> words = {"mcopy", "-n",        "-i",
                                            at,      "::" + name, folder.path("copy")};
    EXPECT_TRUE(execute(words, folder.path("log"), folder.path("log")).ok()) << name;
    const auto copy = read_file(folder.path("copy"), disk.value().size());
    return copy.ok() ? copy.value() : std::vector<std::byte>();
  };
  EXPECT_EQ(file(0, "ocellus.ini"), bytes_of("[model]\n"));
  EXPECT_EQ(file(0, "boot.scr"), bytes_of("script"));
  EXPECT_EQ(file(0, "EFI/BOOT/BOOTX64.EFI"), bytes_of("loader"));
  for (const std::size_t slot : {1, 2}) {
    EXPECT_EQ(file(slot, "kernel"), bytes_of("the kernel"));
    EXPECT_EQ(file(slot, "initramfs"),
              lz4_for_linux(make_initramfs(platform::kVirtLinux, sample())));
  }
}

TEST(DiskImage, SaysWhichPartitionIsTooSmall) {
  ImageParts parts = sample();
  parts.slot.front().bytes.resize(std::size_t{27} << 20);
  const auto disk = make_disk_image(platform::kVirtLinux, parts);
  ASSERT_FALSE(disk.ok());
  EXPECT_EQ(disk.failure().where, "partition SLOT_A");
}

}  // namespace
}  // namespace ocellus::tools
