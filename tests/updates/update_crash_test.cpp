// Every crash state of a whole update. A longer campaign: OCELLUS_UPDATE_STATES in the environment.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/updates/update_explorer.hpp"

namespace ocellus::tests {
namespace {

std::uint64_t wanted_states() {
  const char* const asked = std::getenv("OCELLUS_UPDATE_STATES");
  return asked != nullptr ? std::strtoull(asked, nullptr, 10) : 0;
}

UpdateScenario scenario(const char* name, std::uint32_t slot_sectors,
                        std::initializer_list<std::size_t> payloads,
                        std::initializer_list<Nature> natures, std::vector<unsigned> plan,
                        std::size_t scratch_sectors, std::uint32_t flush_sectors) {
  UpdateScenario result = {.name = name,
                           .layout = {slot_sectors},
                           .systems = {},
                           .plan = std::move(plan),
                           .scratch_sectors = scratch_sectors,
                           .flush_sectors = flush_sectors};
  for (const Nature nature : natures) {
    const auto number = static_cast<unsigned>(result.systems.size() + 1);
    const std::size_t sectors = std::data(payloads)[(number - 1) % payloads.size()];
    result.systems.push_back(make_system(number, nature, sectors, slot_sectors));
  }
  return result;
}

const std::vector<UpdateScenario>& scenarios() {
  using enum Nature;
  static const std::vector<UpdateScenario> all = {
      scenario("there_and_back", 6, {5, 6, 4}, {kGood, kGood, kGood, kGood}, {2, 3, 4}, 2, 2),
      scenario("of_every_nature", 6, {4, 6, 5},
               {kGood, kUnfit, kGood, kPanics, kDead, kGood, kUnfit, kGood}, {2, 3, 4, 5, 6, 7, 8},
               2, 4),
      scenario("twelve_in_flight", 14, {14, 13, 14}, {kGood, kGood, kGood}, {2, 3}, 12, 12),
      scenario("beyond_twelve", 40, {37, 40, 30}, {kGood, kGood, kUnfit}, {2, 3}, 8, 2048),
  };
  return all;
}

TEST(UpdateCrashes, LeaveAConfirmedSlotThatBoots) {
  std::uint64_t states = 0;
  for (std::uint32_t share = 64;; share = share > 1 ? share / 2 : 1) {
    for (const UpdateScenario& scene : scenarios()) {
      UpdateExplorer explorer(scene, Mistake::kNone);
      explorer.explore(share);
      ASSERT_EQ(explorer.fault(), "");
      states += explorer.states();
      std::printf("  %s: %llu states, %llu lives\n", scene.name,
                  static_cast<unsigned long long>(explorer.states()),
                  static_cast<unsigned long long>(explorer.lives()));
    }
    if (states >= wanted_states() || share == 1) break;
  }
  std::printf("%llu crash states of updates\n", static_cast<unsigned long long>(states));
}

// The exploration can fail: it finds out each of these in the scenarios above.
TEST(UpdateCrashes, FindOutTheCareless) {
  for (int i = 1; i < static_cast<int>(Mistake::kCount); ++i) {
    const auto mistake = static_cast<Mistake>(i);
    std::uint64_t states = 0;
    std::string fault;
    for (const UpdateScenario& scene : scenarios()) {
      UpdateExplorer explorer(scene, mistake);
      explorer.explore(64);
      states += explorer.states();
      fault = explorer.fault();
      if (!fault.empty()) break;
    }
    EXPECT_NE(fault, "") << name_of(mistake) << " was not found out";
    std::printf("%llu states: %s\n", static_cast<unsigned long long>(states), fault.c_str());
  }
}

}  // namespace
}  // namespace ocellus::tests
