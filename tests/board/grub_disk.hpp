// A disk that GRUB is to choose a slot from, and what C++ chooses (drivers/slots/grub_loader.hpp).
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "drivers/slots/grub_loader.hpp"
#include "drivers/storage/fake_device.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/fat16.hpp"
#include "tools/ocellus/image/mbr.hpp"

namespace ocellus::tests {

using Bytes = std::vector<std::byte>;

constexpr int kPasses = 2;  // starts of each
constexpr std::size_t kState = 64 << 10;

inline Bytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

// What GRUB takes for an arm64 kernel, by its header.
inline Bytes kernel() {
  Bytes bytes(4096);
  std::ranges::copy(bytes_of("MZ"), bytes.begin());
  std::ranges::copy(bytes_of("ARM\x64"), bytes.begin() + 56);
  return bytes;
}

struct Case {
  std::string name;
  std::array<slots::Sector, 2> usual = {};  // zeros: a new card's
  slots::Sector request = slots::environment_block(slots::kRequestVariable, std::nullopt);
  std::array<bool, 2> loads = {true, true};
  bool read_only = false;
};

// A disk as an image has it, but for its sizes.
class Disk {
 public:
  static constexpr std::uint32_t kSlotSectors = 4200;

  Disk(std::string path, const Case& scene, std::span<const tools::FatFile> loader)
      : path_(std::move(path)), scene_(scene) {
    const std::uint32_t boot_sectors = loader.empty() ? kSlotSectors : 12288;
    std::uint32_t next = 2048;
    for (const std::uint32_t sectors :
         {boot_sectors, kSlotSectors, kSlotSectors, std::uint32_t{kState / tools::kSectorBytes}}) {
      partitions_[count_] = {
          .type = count_ < 3 ? tools::PartitionType::kFat16 : tools::PartitionType::kRaw,
          .bootable = count_ == 0,
          .first_sector = next,
          .sectors = sectors};
      ++count_;
      next += sectors;
    }
    std::ofstream file(path_, std::ios::binary);
    put(file, 0, tools::make_mbr(partitions_, 1).value());

    const Bytes title = bytes_of(scene.name + "\n");
    std::vector<tools::FatFile> files(loader.begin(), loader.end());
    files.push_back({std::string(slots::kRequestFile), scene.request});
    files.push_back({"case", title});
    boot_ = put_volume(file, 0, files);
    const Bytes image = kernel();
    const Bytes initramfs = bytes_of("initramfs");
    for (std::size_t i = 0; i < 2; ++i) {
      files = {{"kernel", image}};
      // Either file may be what is missing.
      if (scene.loads[i]) files.push_back({"initramfs", initramfs});
      if (scene.loads[i] || i == 0) put_volume(file, 1 + i, files);
    }
    data_.resize(kState);
    for (std::size_t i = 0; i < 2; ++i) {
      std::ranges::copy(scene.usual[i],
                        data_.begin() + static_cast<std::ptrdiff_t>(slots::kUsualOffsets[i]));
    }
    put(file, partitions_[3].first_sector, data_);
  }

  const std::string& path() const { return path_; }
  const Case& scene() const { return scene_; }

  // What C++ decides on what was on the disk at first, in that many starts; then compares what both
  // have left.
  std::vector<std::string> decisions() {
    storage::FakeDevice boot(boot_, {});
    storage::FakeDevice data(data_, {});
    boot.read_only = scene_.read_only;
    std::vector<std::string> all;
    for (int pass = 0; pass < kPasses; ++pass) {
      const auto slot = slots::grub_starts(data, boot, scene_.loads);
      all.push_back(slot ? std::string(1, slots::digit_of(*slot)) : "none");
    }
    compare({boot.durable().begin(), boot.durable().end()});
    return all;
  }

 private:
  static void put(std::ofstream& file, std::uint32_t sector, std::span<const std::byte> bytes) {
    file.seekp(static_cast<std::streamoff>(sector) * tools::kSectorBytes);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  Bytes put_volume(std::ofstream& file, std::size_t i, std::span<const tools::FatFile> files) {
    const tools::Partition& at = partitions_[i];
    auto volume = tools::make_fat16(
        {.label = "TEST", .sectors = at.sectors, .first_sector = at.first_sector}, files);
    EXPECT_TRUE(volume.ok());
    put(file, at.first_sector, volume.value());
    return std::move(volume.value());
  }

  void compare(Bytes wanted) const {
    const auto whole = tools::read_file(path_, std::size_t{64} << 20);
    ASSERT_TRUE(whole.ok());
    const auto part = [&](std::size_t i) {
      const auto begin =
          whole.value().begin() + static_cast<std::ptrdiff_t>(partitions_[i].first_sector) * 512;
      return Bytes(begin, begin + static_cast<std::ptrdiff_t>(partitions_[i].sectors) * 512);
    };
    EXPECT_EQ(part(3), data_) << "the data partition was written";
    Bytes got = part(0);
    EXPECT_EQ(request_in(got), request_in(wanted));
    // Nothing of the boot partition is another but that sector.
    const auto blank = [](Bytes& bytes) {
      storage::FakeDevice device(std::move(bytes), {});
      EXPECT_TRUE(slots::SectorFile(device, slots::kRequestEntry, slots::kSectorBytes)
                      .write(slots::Sector{})
                      .ok());
      bytes.assign(device.durable().begin(), device.durable().end());
    };
    blank(got);
    blank(wanted);
    EXPECT_TRUE(got == wanted) << "more of the boot partition was written than the request";
  }
  static std::optional<slots::Slot> request_in(Bytes partition) {
    storage::FakeDevice device(std::move(partition), {});
    slots::Sector sector;
    EXPECT_TRUE(
        slots::SectorFile(device, slots::kRequestEntry, slots::kSectorBytes).read(sector).ok());
    return slots::slot_in_block(sector, slots::kRequestVariable);
  }

  std::string path_;
  const Case& scene_;
  std::array<tools::Partition, 4> partitions_;
  std::size_t count_ = 0;
  Bytes boot_;
  Bytes data_;
};

}  // namespace ocellus::tests
