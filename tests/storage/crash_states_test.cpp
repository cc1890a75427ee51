// Every crash state of the log on a disk. A longer campaign: OCELLUS_CRASH_STATES in the
// environment.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/storage/careless.hpp"
#include "tests/storage/crash_explorer.hpp"

namespace ocellus::tests {
namespace {

std::uint64_t wanted_states() {
  const char* const asked = std::getenv("OCELLUS_CRASH_STATES");
  return asked != nullptr ? std::strtoull(asked, nullptr, 10) : OCELLUS_CRASH_STATES;
}

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all = {
      {"one_sector_each", 4, 3, 1, std::byte{0}, {4, 100, 480}, 24, 1},
      {"erased_flash", 4, 2, 2, std::byte{0xff}, {4, 481, 5}, 16, 1},
      {"garbage_before", 5, 3, 1, std::byte{0x8f}, {700, 20, 992, 993}, 20, 32},
      {"segments_of_one_record", 3, 3, 8, std::byte{0}, {1400, 1504, 600}, 9, 32},
      {"two_segments", 6, 2, 2, std::byte{0}, {1000, 500, 2000}, 14, 64},
      {"many_segments", 2, 8, 1, std::byte{0}, {10, 900}, 26, 1},
      {"long_over_short", 6, 3, 2, std::byte{0}, {2000, 4, 4, 4, 4, 4, 4, 4}, 40, 2},
      {"up_to_twelve_in_flight", 14, 2, 4, std::byte{0}, {6400, 300, 6100}, 7, 64},
      {"beyond_twelve", 32, 2, 4, std::byte{0}, {9000, 300, 16000, 7000}, 8, 400},
  };
  return all;
}

TEST(CrashStates, RecoveryYieldsWhatWasAcknowledged) {
  std::uint64_t states = 0;
  std::string list;
  const bool few = wanted_states() < 1'000'000;
  for (const Scenario& scenario : scenarios()) {
    CrashExplorer explorer(kLog, scenario);
    explorer.explore(few ? 64 * scenario.share : scenario.share);
    ASSERT_EQ(explorer.fault(), "");
    states += explorer.states();
    list += "  " + std::string(scenario.name) + " " + std::to_string(explorer.states()) + "\n";
  }
  const std::uint64_t in_order = states;
  std::uint32_t seed = 0;
  while (states < wanted_states()) {
    for (const Scenario& scenario : scenarios()) {
      CrashExplorer explorer(kLog, scenario);
      explorer.wander(++seed, 40);
      ASSERT_EQ(explorer.fault(), "") << "seed " << seed;
      states += explorer.states();
    }
  }
  std::printf("%s%llu crash states: %llu in order, then %u chains of crashes\n", list.c_str(),
              static_cast<unsigned long long>(states), static_cast<unsigned long long>(in_order),
              seed);
}

// The exploration can fail: it finds out each of these in the scenarios above.
TEST(CrashStates, FindOutTheCareless) {
  for (const Design* const design : careless_designs()) {
    std::uint64_t states = 0;
    std::string fault;
    for (const Scenario& scenario : scenarios()) {
      CrashExplorer explorer(*design, scenario);
      explorer.explore(64);
      states += explorer.states();
      fault = explorer.fault();
      if (!fault.empty()) break;
    }
    EXPECT_NE(fault, "") << design->name << " was not found out";
    // Not by what no user would notice.
    EXPECT_EQ(fault.find("opening writes"), std::string::npos) << fault;
    std::printf("%llu states: %s\n", static_cast<unsigned long long>(states),
                fault.substr(0, fault.find(';')).c_str());
  }
}

}  // namespace
}  // namespace ocellus::tests
