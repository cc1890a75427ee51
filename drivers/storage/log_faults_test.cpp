// A medium that fails in places, for a while, or altogether.
#include <gtest/gtest.h>

#include <algorithm>

#include "drivers/storage/test_records.hpp"

namespace ocellus::storage {
namespace {

constexpr std::uint32_t kSector = BlockDevice::kSector;
constexpr LogRegion kRegion = {
    .name = LogName::kJournal, .offset = 0, .segment_size = 8 * kSector, .segments = 4};
constexpr std::uint32_t kSectors = 32;

std::size_t length_of(std::uint32_t number) { return std::size_t{200} + number % 3 * 500; }

using Numbers = std::vector<std::uint32_t>;

struct Medium {
  FakeDevice device{kRegion.size()};
  std::vector<std::byte> scratch = std::vector<std::byte>(std::size_t{4} * kSector);
  Log log{device, kRegion, scratch};

  // Of each number, how it went.
  std::vector<Status> append(std::uint32_t first, std::uint32_t last) {
    std::vector<Status> results;
    for (std::uint32_t number = first; number <= last; ++number) {
      results.push_back(append_test_record(log, number, length_of(number)));
    }
    return results;
  }
  Numbers numbers() { return read_back(device, kRegion).numbers; }
};

bool all_ok(const std::vector<Status>& results) {
  return std::all_of(results.begin(), results.end(), [](const Status& s) { return s.ok(); });
}

bool is_growing(const Numbers& numbers) {
  return std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) ==
         numbers.end();
}

// What is in `whole` and not in `part`; `part` holds nothing else.
Numbers missing(const Numbers& whole, const Numbers& part) {
  Numbers gone;
  EXPECT_TRUE(is_growing(part));
  EXPECT_TRUE(std::includes(whole.begin(), whole.end(), part.begin(), part.end()));
  std::set_difference(whole.begin(), whole.end(), part.begin(), part.end(),
                      std::back_inserter(gone));
  return gone;
}

TEST(LogFaults, ASectorThatCannotBeReadCostsTheRecordsOnIt) {
  Medium medium;
  ASSERT_TRUE(medium.log.open().ok());
  ASSERT_TRUE(all_ok(medium.append(1, 25)));
  const Numbers whole = medium.numbers();
  ASSERT_GT(whole.size(), 8u);
  for (std::uint32_t sector = 0; sector < kSectors; ++sector) {
    medium.device.unreadable = {sector};
    EXPECT_LE(missing(whole, medium.numbers()).size(), 1u) << "sector " << sector;

    // The writer goes on, and the record comes back with its sector.
    Medium copy;
    copy.device = medium.device;
    ASSERT_TRUE(copy.log.open().ok());
    EXPECT_EQ(copy.device.writes, medium.device.writes) << "recovery writes";
    ASSERT_TRUE(all_ok(copy.append(26, 26)));
    copy.device.unreadable.clear();
    const Numbers later = copy.numbers();
    EXPECT_TRUE(is_growing(later)) << "sector " << sector;
    EXPECT_EQ(later.back(), 26u);
    // One segment at most made room.
    EXPECT_TRUE(std::includes(later.begin(), later.end(), whole.end() - 6, whole.end()))
        << "sector " << sector;
  }
}

TEST(LogFaults, ARottenSectorCostsTheRecordsOnIt) {
  Medium medium;
  ASSERT_TRUE(medium.log.open().ok());
  ASSERT_TRUE(all_ok(medium.append(1, 25)));
  const Numbers whole = medium.numbers();
  for (std::uint32_t byte = 2; byte < kRegion.size(); byte += 51) {
    std::vector<std::byte> bytes(medium.device.durable().begin(), medium.device.durable().end());
    bytes[byte] ^= std::byte{0x40};
    Medium rotten;
    rotten.device = FakeDevice(std::move(bytes), {});
    EXPECT_LE(missing(whole, rotten.numbers()).size(), 1u) << "byte " << byte;
    // What is written next is the newest from then on.
    ASSERT_TRUE(rotten.log.open().ok());
    ASSERT_TRUE(all_ok(rotten.append(26, 26)));
    const Numbers later = rotten.numbers();
    EXPECT_TRUE(is_growing(later)) << "byte " << byte;
    EXPECT_EQ(later.back(), 26u) << "byte " << byte;
  }
}

TEST(LogFaults, ARecordInAnotherPlaceOrOfAnotherLogIsNone) {
  Medium medium;
  ASSERT_TRUE(medium.log.open().ok());
  ASSERT_TRUE(all_ok(medium.append(1, 2)));
  std::vector<std::byte> bytes(medium.device.durable().begin(), medium.device.durable().end());
  std::copy_n(bytes.begin(), kRegion.segment_size, bytes.begin() + kRegion.segment_size);
  FakeDevice doubled(std::move(bytes), {});
  EXPECT_EQ(read_back(doubled, kRegion).numbers, (Numbers{1, 2}));
  LogRegion other = kRegion;
  other.name = LogName::kSystem;
  EXPECT_EQ(read_back(doubled, other).numbers, Numbers{});
  other = kRegion;
  other.offset = std::uint64_t{2} * kSector;  // where the second begins
  other.segments = 3;
  EXPECT_EQ(read_back(doubled, other).numbers, Numbers{});
}

TEST(LogFaults, ASectorThatCannotBeWrittenIsPassedOver) {
  for (std::uint32_t sector = 0; sector < kSectors; ++sector) {
    Medium medium;
    medium.device.unwritable = {sector};
    ASSERT_TRUE(medium.log.open().ok());
    ASSERT_TRUE(all_ok(medium.append(1, 40))) << "sector " << sector;
    const Numbers numbers = medium.numbers();
    EXPECT_TRUE(is_growing(numbers)) << "sector " << sector;
    EXPECT_EQ(numbers.back(), 40u);
    // The newest are all there: a ring with one segment less.
    const Numbers newest = {33, 34, 35, 36, 37, 38, 39, 40};
    EXPECT_TRUE(std::includes(numbers.begin(), numbers.end(), newest.begin(), newest.end()))
        << "sector " << sector;
    // And another life finds the same place to go on.
    Log next(medium.device, kRegion, medium.scratch);
    ASSERT_TRUE(next.open().ok());
    ASSERT_TRUE(append_test_record(next, 41, 300).ok());
    EXPECT_EQ(medium.numbers().back(), 41u);
  }
}

TEST(LogFaults, AFailedFlushIsMadeGoodElsewhere) {
  Medium medium;
  ASSERT_TRUE(medium.log.open().ok());
  ASSERT_TRUE(all_ok(medium.append(1, 4)));
  medium.device.failing_flushes = 2;
  ASSERT_TRUE(all_ok(medium.append(5, 6)));
  EXPECT_EQ(medium.numbers(), (Numbers{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(read_back(medium.device, kRegion).sequences, (Numbers{1, 2, 3, 4, 5, 6}));
}

// What failed may have reached the medium; it must not show beside what took its place.
class KeepsWhatItFailedToFlush final : public BlockDevice {
 public:
  std::uint64_t size() const override { return device.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    return device.read(offset, into);
  }
  Status write(std::uint64_t offset, Bytes from) override { return device.write(offset, from); }
  Status flush() override {
    const Status status = device.flush();
    if (failing == 0) return status;
    --failing;
    return Status::failure(Code::kIo, "so it says");
  }

  FakeDevice device{kRegion.size()};
  std::uint32_t failing = 0;
};

TEST(LogFaults, WhatWasReportedAsFailedDoesNotShowTwice) {
  for (std::uint32_t failing = 1; failing <= 5; ++failing) {
    KeepsWhatItFailedToFlush device;
    std::vector<std::byte> scratch(kSector);
    Log log(device, kRegion, scratch);
    ASSERT_TRUE(log.open().ok());
    for (std::uint32_t number = 1; number <= 3; ++number) {
      ASSERT_TRUE(append_test_record(log, number, 300).ok());
    }
    device.failing = failing;
    const bool written = append_test_record(log, 4, 900).ok();
    EXPECT_EQ(written, failing < Log::kPlaces);
    device.failing = 0;
    ASSERT_TRUE(append_test_record(log, 5, 300).ok());
    const Numbers expected = written ? Numbers{1, 2, 3, 4, 5} : Numbers{1, 2, 3, 5};
    EXPECT_EQ(read_back(device, kRegion).numbers, expected) << failing;
  }
}

TEST(LogFaults, TheNewestRecordIsNeverGivenUp) {
  for (std::uint32_t segments = 2; segments <= 4; ++segments) {
    LogRegion region = kRegion;
    region.segments = segments;
    FakeDevice device(region.size());
    std::vector<std::byte> scratch(kSector);
    Log log(device, region, scratch);
    ASSERT_TRUE(log.open().ok());
    for (std::uint32_t number = 1; number <= 20; ++number) {
      ASSERT_TRUE(append_test_record(log, number, 900).ok());
    }
    // Every write succeeds and no flush does, so that each attempt spoils what it is written to.
    for (std::uint32_t round = 0; round < 30; ++round) {
      device.failing_flushes = 100;
      EXPECT_EQ(append_test_record(log, 100, 900).code, Code::kIo);
    }
    device.failing_flushes = 0;
    const Numbers numbers = read_back(device, region).numbers;
    ASSERT_FALSE(numbers.empty());
    EXPECT_EQ(numbers.back(), 20u);
    ASSERT_TRUE(append_test_record(log, 21, 900).ok());
    EXPECT_EQ(read_back(device, region).numbers.back(), 21u);
  }
}

TEST(LogFaults, SaysWhatTheMediumIsLike) {
  Medium medium;
  ASSERT_TRUE(medium.log.open().ok());
  ASSERT_TRUE(all_ok(medium.append(1, 3)));
  medium.device.read_only = true;
  EXPECT_EQ(medium.append(4, 4)[0].code, Code::kReadOnly);
  medium.device.read_only = false;
  ASSERT_TRUE(all_ok(medium.append(5, 5)));
  medium.device.full = true;
  EXPECT_EQ(medium.append(6, 6)[0].code, Code::kNoSpace);
  medium.device.full = false;
  medium.device.gone = true;
  EXPECT_EQ(medium.append(6, 6)[0].code, Code::kDisconnected);
  EXPECT_EQ(medium.log.open().code, Code::kDisconnected);
  EXPECT_EQ(medium.append(6, 6)[0].code, Code::kUnsupported);  // it is not open
  medium.device.gone = false;
  for (std::uint32_t sector = 0; sector < kSectors; ++sector) {
    medium.device.unreadable.insert(sector);
  }
  const std::uint32_t damaged = medium.log.damaged();
  EXPECT_EQ(medium.log.open().code, Code::kIo);
  EXPECT_LE(medium.log.damaged() - damaged, kRegion.segments * (Log::kMostUnreadable + 1));
  medium.device.unreadable.clear();
  ASSERT_TRUE(medium.log.open().ok());
  EXPECT_EQ(medium.numbers(), (Numbers{1, 2, 3, 5}));
}

TEST(LogFaults, RefusesARegionThatDoesNotLieOnTheMedium) {
  FakeDevice device(std::uint64_t{64} * kSector);
  std::vector<std::byte> scratch(kSector);
  const auto open = [&](LogRegion region, std::size_t room = kSector) {
    return Log(device, region, std::span(scratch).first(room)).open().code;
  };
  LogRegion region = kRegion;
  EXPECT_EQ(open(region), Code::kOk);
  EXPECT_EQ(open(region, kSector - 1), Code::kUnsupported);
  region.offset = std::uint64_t{33} * kSector;
  EXPECT_EQ(open(region), Code::kUnsupported);
  region.offset = 1;
  EXPECT_EQ(open(region), Code::kUnsupported);
  region = kRegion;
  region.segments = 1;
  EXPECT_EQ(open(region), Code::kUnsupported);
  region.segments = LogRegion::kMostSegments + 1;
  EXPECT_EQ(open(region), Code::kUnsupported);
  region = kRegion;
  region.segment_size = 100;
  EXPECT_EQ(open(region), Code::kUnsupported);
}

TEST(Log, RefusesWhatNoSegmentHolds) {
  Medium medium;
  ASSERT_TRUE(medium.log.open().ok());
  const auto largest = medium.log.largest_record();
  EXPECT_EQ(append_test_record(medium.log, 1, largest + 1).code, Code::kTooLarge);
  ASSERT_TRUE(append_test_record(medium.log, 1, largest).ok());
  ASSERT_TRUE(append_test_record(medium.log, 2, largest).ok());
  EXPECT_EQ(medium.numbers(), (Numbers{1, 2}));
}

TEST(Log, ReadsNoMoreThanItSays) {
  Medium medium;
  ASSERT_TRUE(medium.log.open().ok());
  EXPECT_EQ(medium.device.reads, kRegion.segments);
  for (std::uint32_t number = 1; number < 40; ++number) {
    ASSERT_TRUE(all_ok(medium.append(number, number)));
    medium.device.reads = 0;
    ASSERT_TRUE(medium.log.open().ok());
    // Each segment's first sector; one segment twice, for its end and its newest record, and that
    // record twice.
    EXPECT_LE(medium.device.reads, kRegion.segments + 2 * 8 + 2 * 3) << number;
  }
}

TEST(Log, GivesTheNewestRecord) {
  Medium medium;
  RecordFacts facts;
  std::vector<std::byte> head(10);
  std::vector<std::byte> room(2000);
  ASSERT_TRUE(medium.log.open().ok());
  EXPECT_EQ(medium.log.newest(facts, {}, room).code, Code::kNotFound);
  for (std::uint32_t number = 1; number < 30; ++number) {
    ASSERT_TRUE(all_ok(medium.append(number, number)));
    Log other(medium.device, kRegion, medium.scratch);
    ASSERT_TRUE(other.open().ok());
    ASSERT_TRUE(other.newest(facts, head, room).ok());
    EXPECT_EQ(facts.sequence, number);
    ASSERT_EQ(facts.length, length_of(number));
    const auto expected = test_record(number, facts.length);
    EXPECT_TRUE(std::equal(head.begin(), head.end(), expected.begin()));
    EXPECT_TRUE(std::equal(expected.begin() + 10, expected.end(), room.begin()));
  }
}

}  // namespace
}  // namespace ocellus::storage
