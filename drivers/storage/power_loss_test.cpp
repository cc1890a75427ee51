// Every state that a power cut may leave, and what is found in it. The oracle: what append() had
// acknowledged, in order, without the oldest; perhaps the record that was on its way; nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <string>

#include "drivers/storage/test_records.hpp"

namespace ocellus::storage {
namespace {

using Fate = FakeDevice::Fate;
using Flight = FakeDevice::Flight;
using Fates = std::vector<Fate>;

struct Case {
  const char* name;
  std::uint32_t segment_sectors;
  std::uint32_t segments;
  std::size_t scratch_sectors;
  std::byte virgin;                  // what the medium held at first
  std::vector<std::size_t> lengths;  // of the records, again and again
  std::uint32_t records;
};

void PrintTo(const Case& scene, std::ostream* stream) { *stream << scene.name; }

// What the medium was at one flush, and before the power could go.
struct Cut {
  std::vector<std::byte> durable;
  std::vector<Flight> flights;
  std::uint32_t appending;      // the record on its way
  std::uint32_t oldest_before;  // the first record that the log held before this append
  std::uint32_t oldest_after;
};

// A medium that remembers what was on its way at each flush.
class Recorder final : public BlockDevice {
 public:
  Recorder(std::uint64_t size, std::byte fill) : device(size, fill) {}

  std::uint64_t size() const override { return device.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    return device.read(offset, into);
  }
  Status write(std::uint64_t offset, Bytes from) override { return device.write(offset, from); }
  Status flush() override {
    cuts.push_back({{device.durable().begin(), device.durable().end()},
                    {device.in_flight().begin(), device.in_flight().end()},
                    0,
                    0,
                    0});
    return device.flush();
  }

  FakeDevice device;
  std::vector<Cut> cuts;
};

class Random {
 public:
  explicit Random(std::uint32_t seed) : state_(seed * 2 + 1) {}
  std::uint32_t below(std::uint32_t bound) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::uint32_t>((state_ >> 33) % bound);
  }

 private:
  std::uint64_t state_;
};

constexpr std::array kFates = {Fate::kOld, Fate::kNew, Fate::kTornFront, Fate::kTornBack,
                               Fate::kGarbage};

// Calls `visit` with fates for `count` sectors: all there are for up to 3; all of old and new up to
// 10, and each sector torn in each way among random others; 120 random ones beyond.
template <typename Visit>
void for_all_fates(std::size_t count, Random& random, Visit visit) {
  Fates fates(count, Fate::kOld);
  if (count <= 3) {
    std::size_t combinations = 1;
    for (std::size_t i = 0; i < count; ++i) combinations *= kFates.size();
    for (std::size_t c = 0; c < combinations; ++c) {
      std::size_t rest = c;
      for (Fate& fate : fates) {
        fate = kFates[rest % kFates.size()];
        rest /= kFates.size();
      }
      visit(fates);
    }
    return;
  }
  if (count <= 10) {
    for (std::size_t subset = 0; subset < std::size_t{1} << count; ++subset) {
      for (std::size_t i = 0; i < count; ++i) fates[i] = kFates[subset >> i & 1];
      visit(fates);
    }
    for (std::size_t torn = 0; torn < count; ++torn) {
      for (std::size_t way = 2; way < kFates.size(); ++way) {
        for (std::size_t i = 0; i < count; ++i) fates[i] = kFates[random.below(2)];
        fates[torn] = kFates[way];
        visit(fates);
      }
    }
    return;
  }
  for (int i = 0; i < 120; ++i) {
    // Mostly one way or the other, so that nearly whole and nearly lost records come too.
    const std::uint32_t kept = random.below(11);
    for (Fate& fate : fates) {
      fate = random.below(10) < kept ? Fate::kNew : kFates[random.below(kFates.size())];
    }
    visit(fates);
  }
}

class PowerLoss : public testing::TestWithParam<Case> {
 protected:
  static std::size_t length_of(std::uint32_t number) {
    return GetParam().lengths[number % GetParam().lengths.size()];
  }

  LogRegion region() const {
    return {.name = LogName::kJournal,
            .offset = 2 * BlockDevice::kSector,
            .segment_size =
                GetParam().segment_sectors * static_cast<std::uint32_t>(BlockDevice::kSector),
            .segments = GetParam().segments};
  }

  // One life without a cut, which gives the cuts for cuts.
  std::vector<Cut> live() {
    const Case& scene = GetParam();
    Recorder recorder(region().offset + region().size(), scene.virgin);
    std::vector<std::byte> scratch(scene.scratch_sectors * BlockDevice::kSector);
    Log log(recorder, region(), scratch);
    EXPECT_TRUE(log.open().ok());
    EXPECT_EQ(recorder.device.writes, 0u);
    std::uint32_t oldest = 1;
    for (std::uint32_t number = 1; number <= scene.records; ++number) {
      const std::size_t begin = recorder.cuts.size();
      EXPECT_TRUE(append_test_record(log, number, length_of(number)).ok());
      EXPECT_TRUE(recorder.device.in_flight().empty()) << "acknowledged before it was flushed";
      const ReadBack back = read_back(recorder.device, region());
      EXPECT_FALSE(back.numbers.empty());
      const std::uint32_t first = back.numbers.empty() ? number : back.numbers.front();
      for (std::size_t i = begin; i < recorder.cuts.size(); ++i) {
        recorder.cuts[i].appending = number;
        recorder.cuts[i].oldest_before = oldest;
        recorder.cuts[i].oldest_after = first;
      }
      oldest = first;
    }
    // The ring has gone round, and still holds all but about one segment of what it could.
    EXPECT_GT(oldest, 1u);
    return std::move(recorder.cuts);
  }

  // What is wrong with a reading, nothing when it is right: consecutive numbers and sequences that
  // begin in oldest..latest_begin and end with `newest` or, if it is there, newest + 1.
  static std::string fault_in(const ReadBack& back, std::uint32_t oldest,
                              std::uint32_t latest_begin, std::uint32_t newest) {
    if (!back.status.ok()) return back.status.what;
    if (back.numbers.empty()) return newest == 0 ? "" : "nothing is left";
    for (std::size_t i = 1; i < back.numbers.size(); ++i) {
      if (back.numbers[i] != back.numbers[i - 1] + 1) return "a number is not the next";
      if (back.sequences[i] != back.sequences[i - 1] + 1) return "a sequence is not the next";
    }
    if (back.numbers.front() < oldest) return "what was overwritten came back";
    if (back.numbers.front() > latest_begin) return "what was not to be overwritten is gone";
    if (back.numbers.back() < newest) return "what was acknowledged is gone";
    if (back.numbers.back() > newest + 1) return "a stranger";
    return "";
  }

  void check_state(const Cut& cut, const Fates& fates) {
    ++states;
    FakeDevice device({cut.durable.begin(), cut.durable.end()}, cut.flights);
    device.power_cut(fates);
    const std::uint32_t newest = cut.appending - 1;
    const ReadBack back = read_back(device, region());
    const std::string fault = fault_in(back, cut.oldest_before, cut.oldest_after, newest);
    ASSERT_EQ(fault, "") << "while record " << cut.appending << " was written";
    if (cut.flights.size() <= 3 || states % 16 == 0) live_on(device, back, cut);
  }

  // The log goes on after the cut, and is cut again.
  void live_on(FakeDevice& device, const ReadBack& before, const Cut& first) {
    std::vector<std::byte> scratch(GetParam().scratch_sectors * BlockDevice::kSector);
    const std::uint32_t found =
        before.numbers.empty() ? first.appending - 1 : before.numbers.back();
    const std::uint32_t next = found + 1;
    Recorder recorder(0, std::byte{});
    recorder.device = device;
    Log log(recorder, region(), scratch);
    ASSERT_TRUE(log.open().ok());
    ASSERT_EQ(recorder.device.writes, 0u) << "recovery writes";
    // Not the bytes that were on their way: those may be there already.
    ASSERT_TRUE(append_test_record(log, next, length_of(next + 1)).ok());
    const ReadBack after = read_back(recorder.device, region());
    // Not the first that was found: old records behind a damaged header may be found once more.
    const std::uint32_t oldest = first.oldest_before;
    ASSERT_EQ(fault_in(after, oldest, after.numbers.front(), next), "");
    ASSERT_LE(after.numbers.front(), next);
    for (const Cut& cut : recorder.cuts) {
      Fates fates(cut.flights.size());
      for (int i = 0; i < 4; ++i) {
        ++states;
        for (Fate& fate : fates) fate = kFates[random_.below(kFates.size())];
        FakeDevice again({cut.durable.begin(), cut.durable.end()}, cut.flights);
        again.power_cut(fates);
        const ReadBack back = read_back(again, region());
        ASSERT_EQ(fault_in(back, oldest, after.numbers.front(), found), "") << "a second cut";
      }
    }
  }

  std::uint32_t states = 0;
  Random random_{1};
};

TEST_P(PowerLoss, LeavesWhatWasAcknowledged) {
  const std::vector<Cut> cuts = live();
  for (const Cut& cut : cuts) {
    for_all_fates(cut.flights.size(), random_, [&](const Fates& fates) {
      if (!HasFatalFailure()) check_state(cut, fates);
    });
    if (HasFatalFailure()) return;
  }
  RecordProperty("states", static_cast<int>(states));
}

INSTANTIATE_TEST_SUITE_P(
    Grid, PowerLoss,
    testing::Values(
        Case{"one_sector_each", 4, 3, 1, std::byte{0}, {4, 100, 480}, 30},
        Case{"erased_flash", 4, 2, 2, std::byte{0xff}, {4, 481, 5}, 20},
        Case{"garbage_before", 5, 3, 1, std::byte{0x8f}, {700, 20, 992, 993}, 30},
        Case{"segments_of_one_record", 3, 3, 8, std::byte{0}, {1400, 1504, 600}, 12},
        Case{"two_segments", 6, 2, 2, std::byte{0}, {1000, 500, 2000}, 20},
        Case{"many_segments", 2, 8, 1, std::byte{0}, {10, 900}, 40},
        Case{"long_over_short", 6, 3, 2, std::byte{0}, {2000, 4, 4, 4, 4, 4, 4, 4}, 60},
        Case{"up_to_ten_sectors", 16, 3, 4, std::byte{0}, {300, 4000, 5000}, 14},
        Case{"beyond_ten_sectors", 32, 3, 4, std::byte{0}, {9000, 300, 16000, 7000}, 16}),
    [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace ocellus::storage
