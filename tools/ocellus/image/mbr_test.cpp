#include "tools/ocellus/image/mbr.hpp"

#include <gtest/gtest.h>

#include <array>

namespace ocellus::tools {
namespace {

std::array<Partition, 4> sample() {
  return {Partition{PartitionType::kFat16, true, 2048, 8192},
          Partition{PartitionType::kRaw, false, 10240, 0x01020304}, Partition{}, Partition{}};
}

TEST(Mbr, IsTheBytesThatTheFormatSays) {
  const auto record = make_mbr(sample(), 0x4c45434f);
  ASSERT_TRUE(record.ok());
  const auto at = [&](std::size_t offset, std::initializer_list<int> bytes) {
    for (const int byte : bytes) {
      EXPECT_EQ(std::to_integer<int>(record.value()[offset]), byte) << "at " << offset;
      ++offset;
    }
  };
  at(440, {'O', 'C', 'E', 'L', 0, 0});
  at(446, {0x80, 0xfe, 0xff, 0xff, 0x0e, 0xfe, 0xff, 0xff, 0, 8, 0, 0, 0, 0x20, 0, 0});
  at(462, {0x00, 0xfe, 0xff, 0xff, 0xda, 0xfe, 0xff, 0xff, 0, 0x28, 0, 0, 4, 3, 2, 1});
  at(478, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  at(510, {0x55, 0xaa});
}

TEST(Mbr, RefusesWhatOverlapsOrLiesOutside) {
  auto partitions = sample();
  partitions[1].first_sector = 2048 + 8192 - 1;
  EXPECT_EQ(make_mbr(partitions, 1).failure().line(), "partition 2: overlaps partition 1");
  partitions = sample();
  partitions[0].first_sector = 0;
  EXPECT_FALSE(make_mbr(partitions, 1).ok());
  partitions = sample();
  partitions[1].sectors = 0xffffffff - 10240 + 1;
  EXPECT_TRUE(make_mbr(partitions, 1).ok());
  partitions[1].sectors += 1;
  EXPECT_FALSE(make_mbr(partitions, 1).ok());
}

}  // namespace
}  // namespace ocellus::tools
