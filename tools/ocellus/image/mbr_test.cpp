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

TEST(Mbr, IsReadBack) {
  const Partition none = {};
  const Partition fat = {
      .type = PartitionType::kFat16, .bootable = true, .first_sector = 2048, .sectors = 70000};
  const Partition raw = {.type = PartitionType::kRaw, .first_sector = 80000, .sectors = 3};
  auto record = make_mbr(std::array{fat, none, none, raw}, 0x01020304).value();
  const auto table = read_mbr(record);
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->signature, 0x01020304U);
  EXPECT_EQ(table->partitions[0].type, PartitionType::kFat16);
  EXPECT_TRUE(table->partitions[0].bootable);
  EXPECT_EQ(table->partitions[0].first_sector, 2048U);
  EXPECT_EQ(table->partitions[0].sectors, 70000U);
  EXPECT_EQ(table->partitions[1].type, PartitionType::kEmpty);
  EXPECT_EQ(table->partitions[3].type, PartitionType::kRaw);
  EXPECT_EQ(table->partitions[3].first_sector, 80000U);
  record[511] = std::byte{0};
  EXPECT_FALSE(read_mbr(record).has_value());
}

}  // namespace
}  // namespace ocellus::tools
