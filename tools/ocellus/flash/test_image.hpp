// For tests: a small disk with our partitions, every sector of which differs.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "tools/ocellus/image/disk_image.hpp"
#include "tools/ocellus/image/mbr.hpp"

namespace ocellus::tools {

inline std::vector<std::byte> test_image(std::size_t bytes = std::size_t{3} << 20) {
  std::vector<std::byte> image(bytes);
  for (std::size_t i = 0; i < bytes; ++i) image[i] = static_cast<std::byte>(i >> 9 ^ i >> 17 ^ i);
  const auto fat = [](std::uint32_t first) {
    return Partition{.type = PartitionType::kFat16, .first_sector = first, .sectors = 1000};
  };
  const std::array partitions = {
      fat(2048), fat(3048), fat(4048),
      Partition{.type = PartitionType::kRaw, .first_sector = 5048, .sectors = 1096}};
  const auto record = make_mbr(partitions, kDiskSignature).value();
  std::ranges::copy(record, image.begin());
  return image;
}

}  // namespace ocellus::tools
