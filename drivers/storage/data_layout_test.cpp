#include "drivers/storage/data_layout.hpp"

#include <gtest/gtest.h>

namespace ocellus::storage {
namespace {

constexpr std::uint64_t kKib = 1 << 10;
constexpr std::uint64_t kMib = 1 << 20;

TEST(DataLayout, FillsAPartitionOfAnySize) {
  for (std::uint64_t size = kSmallestPartition; size < 2048 * kMib; size += size / 7 + 4'999) {
    DataLayout layout;
    ASSERT_TRUE(layout_of(size, layout).ok());
    std::uint64_t next = kStateOffset + kStateSize;
    for (const LogRegion* region :
         {&layout.system, &layout.settings, &layout.journal, &layout.snapshots}) {
      EXPECT_GE(region->offset, next) << size;
      EXPECT_LT(region->offset - next, 64 * kKib * 128) << size;  // less than a segment for each
      EXPECT_EQ(region->offset % (64 * kKib), 0u);
      EXPECT_EQ(region->segment_size % (64 * kKib), 0u);
      EXPECT_GE(region->segments, 4u) << size;
      EXPECT_LE(region->segments, LogRegion::kMostSegments) << size;
      next = region->offset + region->size();
    }
    EXPECT_LE(next, size);
    EXPECT_GE(layout.snapshots.segment_size, kLargestSnapshot + kLongestSnapshotEvent + 512);
    EXPECT_LE(layout.snapshots.segment_size, 4 * kMib);
  }
}

// Devices in the field have these.
TEST(DataLayout, DoesNotChange) {
  DataLayout layout;
  ASSERT_TRUE(layout_of(8 * kMib, layout).ok());
  const auto expect = [](const LogRegion& region, LogName name, std::uint64_t offset,
                         std::uint64_t segment, std::uint32_t segments) {
    EXPECT_EQ(region.name, name);
    EXPECT_EQ(region.offset, offset * kKib);
    EXPECT_EQ(region.segment_size, segment * kKib);
    EXPECT_EQ(region.segments, segments);
  };
  expect(layout.system, LogName::kSystem, 64, 64, 4);
  expect(layout.settings, LogName::kSettings, 320, 64, 4);
  expect(layout.journal, LogName::kJournal, 576, 64, 16);
  expect(layout.snapshots, LogName::kSnapshots, 1600, 576, 11);
}

TEST(DataLayout, RefusesATooSmallPartition) {
  DataLayout layout;
  EXPECT_EQ(layout_of(kSmallestPartition - 1, layout).code, Code::kTooLarge);
  EXPECT_EQ(layout_of(0, layout).code, Code::kTooLarge);
}

}  // namespace
}  // namespace ocellus::storage
