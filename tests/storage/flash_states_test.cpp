// Every crash state of the log on NOR flash.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "tests/storage/flash_explorer.hpp"

namespace ocellus::tests {
namespace {

TEST(FlashStates, RecoveryYieldsWhatWasAcknowledged) {
  const FlashScenario scenarios[] = {
      {"one_sector_each", 4, 1, 4, 1, {4, 100, 480}, 20, 16},
      {"two_blocks_a_slot", 4, 2, 4, 3, {700, 20, 992, 993}, 22, 48},
      {"long_over_short", 8, 1, 4, 2, {2000, 4, 4, 4, 3000, 4, 4}, 26, 48},
      {"one_record_a_slot", 4, 1, 5, 4, {1900, 1700}, 8, 48},
      {"many_slots", 2, 1, 9, 1, {10, 300, 900}, 24, 32},
  };
  std::uint64_t states = 0;
  std::string list;
  for (FlashScenario scenario : scenarios) {
    scenario.share *= OCELLUS_CRASH_STATES < 1'000'000 ? 16 : 1;
    FlashExplorer explorer(kLog, scenario);
    explorer.explore();
    ASSERT_EQ(explorer.fault(), "");
    states += explorer.states();
    list += "  " + std::string(scenario.name) + " " + std::to_string(explorer.states()) + "\n";
  }
  std::printf("%s%llu crash states of flash\n", list.c_str(),
              static_cast<unsigned long long>(states));
}

TEST(FlashStates, WearIsSpread) {
  constexpr std::uint32_t kBlock = 4096;
  const storage::LogRegion region = {
      .name = storage::LogName::kJournal, .offset = kBlock, .segment_size = kBlock, .segments = 6};
  SimulatedFlash flash(8, kBlock);
  std::vector<std::byte> scratch(1024);
  std::uint32_t number = 0;
  for (int life = 0; life < 40; ++life) {
    const auto writer = kLog.writer(flash, region, scratch);
    ASSERT_TRUE(writer->open().ok());
    for (int i = 0; i < 20; ++i) {
      ++number;
      ASSERT_TRUE(writer->append(Record::bytes(number, number % 7 * 200 + 4)).ok());
    }
  }
  const auto slots = flash.erasures().subspan(1, region.segments);
  const auto [least, most] = std::minmax_element(slots.begin(), slots.end());
  EXPECT_GT(*least, 30u);
  EXPECT_LE(*most - *least, 1u);
  EXPECT_EQ(flash.erasures().front() + flash.erasures().back(), 0u);
  EXPECT_FALSE(flash.misused());
}

}  // namespace
}  // namespace ocellus::tests
