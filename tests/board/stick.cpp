#include "tests/board/stick.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/fat16.hpp"
#include "tools/ocellus/image/mbr.hpp"

namespace ocellus::tests {

Stick::Stick(const std::vector<std::vector<std::byte>>& bundles) {
  constexpr std::uint32_t kMib = (1U << 20) / tools::kSectorBytes;
  constexpr std::uint32_t kSpare = 3 * kMib;
  static int number = 0;
  path_ = testing::TempDir() + "ocellus-stick-" + std::to_string(getpid()) + "-" +
          std::to_string(++number);
  std::array<tools::Partition, 4> partitions = {};
  std::vector<std::byte> disk(std::size_t{kMib} * tools::kSectorBytes);
  for (std::size_t i = 0; i < bundles.size() && i < partitions.size(); ++i) {
    const std::size_t mebibytes = bundles[i].size() >> 20;
    partitions[i] = {.type = tools::PartitionType::kFat16,
                     .first_sector = static_cast<std::uint32_t>(disk.size() / tools::kSectorBytes),
                     .sectors = static_cast<std::uint32_t>(mebibytes) * kMib + kSpare};
    const std::array files = {tools::FatFile{"update.bundle", bundles[i]}};
    const auto volume = tools::make_fat16({.label = "STICK",
                                           .sectors = partitions[i].sectors,
                                           .first_sector = partitions[i].first_sector},
                                          files);
    EXPECT_TRUE(volume.ok());
    if (volume.ok()) disk.insert(disk.end(), volume.value().begin(), volume.value().end());
  }
  const auto table = tools::make_mbr(partitions, 0x4b435453);
  EXPECT_TRUE(table.ok());
  if (table.ok()) std::ranges::copy(table.value(), disk.begin());
  EXPECT_TRUE(tools::write_file(path_, disk).ok());
}

Stick::~Stick() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

}  // namespace ocellus::tests
