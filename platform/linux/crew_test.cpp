#include "platform/linux/crew.hpp"

#include <gtest/gtest.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace ocellus::platform {
namespace {

constexpr std::uint32_t kSteps = 20;
constexpr std::uint32_t kRuns = 20;

// Every member writes its cell in every step, and in the next checks all the others' cells: plain
// memory, which only the meetings between the steps make safe.
struct Board {
  std::array<std::uint32_t, Crew::kMostThreads> cells;
  std::array<std::uint32_t, Crew::kMostThreads> wrong;
  std::array<pthread_t, Crew::kMostThreads> threads;
  std::uint32_t alone;
};

void run(std::byte* arena) noexcept { ++reinterpret_cast<Board*>(arena)->alone; }

void run_share(std::byte* arena, Team& team, std::uint32_t member) noexcept {
  Board& board = *reinterpret_cast<Board*>(arena);
  board.threads[member] = pthread_self();
  board.cells[member] = 0;
  team.meet();
  for (std::uint32_t step = 1; step <= kSteps; ++step) {
    board.cells[member] = step;
    team.meet();
    for (std::uint32_t other = 0; other < team.size(); ++other) {
      board.wrong[member] += board.cells[other] == step ? 0 : 1;
    }
    team.meet();
  }
}

constexpr Model kModel = {.name = "cells",
                          .isa = Isa::kScalar,
                          .arena_bytes = sizeof(Board),
                          .arena_lower_bound = sizeof(Board),
                          .read_only_bytes = 0,
                          .macs = 0,
                          .inputs = {},
                          .outputs = {},
                          .run = run,
                          .most_threads = 4,
                          .run_share = run_share};

Crew g_crew;

class CrewOf : public testing::TestWithParam<int> {};

TEST_P(CrewOf, MeetsBetweenStepsInEveryRun) {
  const int threads = GetParam();
  ASSERT_TRUE(g_crew.start(threads).ok());
  ASSERT_EQ(g_crew.threads(), threads);
  alignas(64) Board board = {};
  for (std::uint32_t i = 0; i < kRuns; ++i) {
    board.cells = {};
    g_crew.run(kModel, reinterpret_cast<std::byte*>(&board));
    for (int member = 0; member < threads && threads > 1; ++member) {
      ASSERT_EQ(board.cells[static_cast<std::size_t>(member)], kSteps);
    }
  }
  EXPECT_EQ(board.wrong, (std::array<std::uint32_t, Crew::kMostThreads>{}));
  EXPECT_EQ(board.alone, threads == 1 ? kRuns : 0U);
  for (int i = 0; i < threads && threads > 1; ++i) {
    for (int j = 0; j < i; ++j) {
      EXPECT_FALSE(pthread_equal(board.threads[static_cast<std::size_t>(i)],
                                 board.threads[static_cast<std::size_t>(j)]));
    }
  }
  g_crew.stop();
  EXPECT_EQ(g_crew.threads(), 1);
}

INSTANTIATE_TEST_SUITE_P(EverySize, CrewOf, testing::Range(1, Crew::kMostThreads + 1));

TEST(Crew, RefusesOtherSizes) {
  EXPECT_FALSE(g_crew.start(0).ok());
  EXPECT_FALSE(g_crew.start(Crew::kMostThreads + 1).ok());
  EXPECT_EQ(g_crew.threads(), 1);
}

TEST(Crew, RunsAModelForOneThreadAlone) {
  ASSERT_TRUE(g_crew.start(2).ok());
  Model model = kModel;
  model.most_threads = 1;
  model.run_share = nullptr;
  alignas(64) Board board = {};
  g_crew.run(model, reinterpret_cast<std::byte*>(&board));
  EXPECT_EQ(board.alone, 1U);
  g_crew.stop();
}

}  // namespace
}  // namespace ocellus::platform
