#include "drivers/storage/journal.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "drivers/storage/fake_device.hpp"
#include "drivers/storage/log_reader.hpp"
#include "drivers/storage/settings_history.hpp"
#include "drivers/storage/snapshot_ring.hpp"

namespace ocellus::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct Card {
  FakeDevice device{kSmallestPartition};
  DataLayout layout;

  Card() { EXPECT_TRUE(layout_of(device.size(), layout).ok()); }

  // The newest record of a log, moment and all.
  std::vector<std::byte> newest(const LogRegion& region) {
    std::vector<std::byte> scratch(4096);
    std::vector<std::byte> room(region.segment_size);
    std::vector<std::byte> record;
    LogReader reader(device, region, scratch);
    EXPECT_TRUE(reader.open().ok());
    RecordFacts facts;
    while (reader.next(facts, room).ok()) record.assign(room.begin(), room.begin() + facts.length);
    return record;
  }
};

TEST(Moment, ComesBack) {
  for (const Moment& moment :
       {Moment{}, Moment{7, milliseconds(12'300)},
        Moment{~0U, seconds(1'000'000'000), std::chrono::sys_time<milliseconds>(seconds(99))}}) {
    const Moment back = moment_from(to_bytes(moment));
    EXPECT_EQ(back.boot, moment.boot);
    EXPECT_EQ(back.since_boot, moment.since_boot);
    EXPECT_EQ(back.wall, moment.wall);
  }
}

TEST(Journal, KeepsALineWithItsMoment) {
  Card card;
  Journal journal(card.device, card.layout.journal);
  ASSERT_TRUE(journal.open().ok());
  ASSERT_TRUE(journal.append({3, seconds(12)}, R"({"notice":"start"})").ok());
  const auto record = card.newest(card.layout.journal);
  ASSERT_GT(record.size(), kMomentBytes);
  EXPECT_EQ(moment_from(std::span(record).first<kMomentBytes>()).boot, 3u);
  const std::string text(reinterpret_cast<const char*>(record.data()) + kMomentBytes,
                         record.size() - kMomentBytes);
  EXPECT_EQ(text, R"({"notice":"start"})");
  EXPECT_EQ(journal.append({}, std::string(1025, 'x')).code, Code::kTooLarge);
  EXPECT_TRUE(journal.append({}, std::string(1024, 'x')).ok());
}

TEST(Journal, ALineOfTheUsualLengthIsOneWrite) {
  Card card;
  Journal journal(card.device, card.layout.journal);
  ASSERT_TRUE(journal.open().ok());
  EXPECT_EQ(card.device.writes, 0u);
  EXPECT_EQ(card.device.flushes, 0u);
  ASSERT_TRUE(journal.append({}, std::string(456, 'x')).ok());
  EXPECT_EQ(card.device.writes, 1u);
  EXPECT_EQ(card.device.flushes, 2u);  // what was found lasts before anything is written behind it
  ASSERT_TRUE(journal.append({}, std::string(968, 'x')).ok());
  EXPECT_EQ(card.device.writes, 3u);
  EXPECT_EQ(card.device.flushes, 3u);
}

TEST(Journal, BootsAreCountedInTheSystemsLog) {
  Card card;
  EXPECT_EQ(boot_count(card.device, card.layout), 0u);
  Journal system(card.device, card.layout.system);
  ASSERT_TRUE(system.append({41}, "boot").ok());
  ASSERT_TRUE(system.append({42}, "boot").ok());
  EXPECT_EQ(boot_count(card.device, card.layout), 42u);
  card.device.gone = true;
  EXPECT_EQ(boot_count(card.device, card.layout), 0u);
}

TEST(Journal, AMediumThatFailsIsLeftAloneForAMinute) {
  Card card;
  Journal journal(card.device, card.layout.journal);
  ASSERT_TRUE(journal.append({1, seconds(1)}, "one").ok());
  EXPECT_FALSE(journal.take_news().has_value());

  card.device.read_only = true;
  EXPECT_EQ(journal.append({1, seconds(2)}, "two").code, Code::kReadOnly);
  auto news = journal.take_news();
  ASSERT_TRUE(news.has_value());
  EXPECT_EQ(news->status.code, Code::kReadOnly);
  EXPECT_FALSE(journal.take_news().has_value());

  card.device.read_only = false;
  const auto asked = card.device.reads + card.device.writes;
  EXPECT_EQ(journal.append({1, seconds(61)}, "three").code, Code::kReadOnly);
  EXPECT_EQ(card.device.reads + card.device.writes, asked);
  EXPECT_FALSE(journal.take_news().has_value());

  EXPECT_TRUE(journal.append({1, seconds(62)}, "four").ok());
  news = journal.take_news();
  ASSERT_TRUE(news.has_value());
  EXPECT_TRUE(news->status.ok());
  EXPECT_EQ(news->lost, 2u);
  EXPECT_EQ(journal.lost(), 2u);
}

TEST(Journal, OpensItselfWhenTheMediumComesLate) {
  Card card;
  card.device.gone = true;
  Journal journal(card.device, card.layout.journal);
  EXPECT_EQ(journal.open().code, Code::kDisconnected);
  EXPECT_TRUE(journal.take_news().has_value());
  EXPECT_EQ(journal.append({1, seconds(1)}, "one").code, Code::kDisconnected);
  card.device.gone = false;
  EXPECT_TRUE(journal.append({1, seconds(61)}, "two").ok());
  EXPECT_TRUE(journal.take_news()->status.ok());
}

TEST(SettingsHistory, GivesTheNewestText) {
  Card card;
  std::vector<char> room(kLongestSettings);
  Moment moment;
  std::string_view text;
  {
    SettingsHistory history(card.device, card.layout.settings);
    EXPECT_EQ(history.newest(moment, room, text).code, Code::kNotFound);
    EXPECT_FALSE(history.take_news().has_value());
    for (std::uint32_t i = 0; i < 20; ++i) {
      ASSERT_TRUE(
          history.append({i}, std::string(kLongestSettings - 20 + i, static_cast<char>('a' + i)))
              .ok());
    }
    EXPECT_EQ(history.append({}, std::string(kLongestSettings + 1, 'x')).code, Code::kTooLarge);
  }
  SettingsHistory history(card.device, card.layout.settings);
  ASSERT_TRUE(history.newest(moment, room, text).ok());
  EXPECT_EQ(moment.boot, 19u);
  EXPECT_EQ(text, std::string(kLongestSettings - 1, 't'));
  EXPECT_EQ(history.newest(moment, std::span(room).first(100), text).code, Code::kTooLarge);
}

TEST(SnapshotRing, KeepsAPictureWithWhatItShows) {
  Card card;
  std::vector<std::byte> scratch(std::size_t{64} << 10);
  SnapshotRing ring(card.device, card.layout.snapshots, scratch);
  std::vector<std::uint8_t> jpeg(kLargestSnapshot);
  for (std::size_t i = 0; i < jpeg.size(); ++i) jpeg[i] = static_cast<std::uint8_t>(i * i >> 7);
  const std::string event(kLongestSnapshotEvent, 'e');
  ASSERT_TRUE(ring.append({{1}, 122, {}}, std::span(jpeg).first(1000)).ok());
  ASSERT_TRUE(ring.append({{2, seconds(9)}, 123, event}, jpeg).ok());

  const auto record = card.newest(card.layout.snapshots);
  SnapshotFacts facts;
  Bytes picture;
  ASSERT_TRUE(read_snapshot(record, facts, picture).ok());
  EXPECT_EQ(facts.moment.boot, 2u);
  EXPECT_EQ(facts.frame, 123u);
  EXPECT_EQ(facts.event, event);
  ASSERT_EQ(picture.size(), jpeg.size());
  EXPECT_TRUE(std::ranges::equal(picture, std::as_bytes(std::span(jpeg))));

  jpeg.push_back(0);
  EXPECT_EQ(ring.append({}, jpeg).code, Code::kTooLarge);
  EXPECT_EQ(ring.append({{}, 0, std::string(1025, 'e')}, {}).code, Code::kTooLarge);
}

TEST(SnapshotRing, TakesNoRecordApartThatIsNone) {
  std::vector<std::byte> record(kMomentBytes + kSnapshotHeader + 10);
  SnapshotFacts facts;
  Bytes picture;
  record[kMomentBytes + 8] = std::byte{10};
  EXPECT_TRUE(read_snapshot(record, facts, picture).ok());
  EXPECT_TRUE(picture.empty());
  record[kMomentBytes + 8] = std::byte{11};
  EXPECT_EQ(read_snapshot(record, facts, picture).code, Code::kCorrupt);
  EXPECT_EQ(read_snapshot(std::span(record).first(35), facts, picture).code, Code::kCorrupt);
}

}  // namespace
}  // namespace ocellus::storage
