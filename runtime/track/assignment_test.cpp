#include "runtime/track/assignment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

namespace ocellus {
namespace {

// The least sum by trying everything; rows may stay alone.
std::int64_t least_sum(const std::vector<std::vector<std::int32_t>>& costs, std::size_t row,
                       std::vector<bool>& taken, std::int32_t alone) {
  if (row == costs.size()) return 0;
  std::int64_t best = alone + least_sum(costs, row + 1, taken, alone);
  for (std::size_t c = 0; c < taken.size(); ++c) {
    if (taken[c]) continue;
    taken[c] = true;
    best = std::min(best, costs[row][c] + least_sum(costs, row + 1, taken, alone));
    taken[c] = false;
  }
  return best;
}

TEST(Assignment, FindsTheLeastSum) {
  std::mt19937 random(7);
  const auto assignment = std::make_unique<Assignment>();
  for (int round = 0; round < 300; ++round) {
    const std::size_t rows = random() % 6;
    const std::size_t columns = random() % 6;
    const auto alone = static_cast<std::int32_t>(random() % 1000);
    std::vector<std::vector<std::int32_t>> costs(rows, std::vector<std::int32_t>(columns));
    assignment->reset(rows, columns);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        const bool forbidden = random() % 4 == 0;
        costs[r][c] =
            forbidden ? Assignment::kForbidden : static_cast<std::int32_t>(random() % 1000);
        if (!forbidden) assignment->set_cost(r, c, costs[r][c]);
      }
    }
    std::vector<bool> taken(columns);
    const std::int64_t expected = least_sum(costs, 0, taken, alone);

    const auto matches = assignment->solve(alone);
    ASSERT_EQ(matches.size(), rows);
    std::int64_t sum = 0;
    std::vector<bool> used(columns);
    for (std::size_t r = 0; r < rows; ++r) {
      if (matches[r] == Assignment::kNone) {
        sum += alone;
        continue;
      }
      ASSERT_LT(matches[r], columns);
      EXPECT_FALSE(used[matches[r]]);
      used[matches[r]] = true;
      sum += costs[r][matches[r]];
    }
    EXPECT_EQ(sum, expected) << "round " << round;
  }
}

TEST(Assignment, FillsTheWholeTable) {
  const auto assignment = std::make_unique<Assignment>();
  assignment->reset(Assignment::kMaxRows, Assignment::kMaxColumns);
  for (std::size_t r = 0; r < Assignment::kMaxRows; ++r) {
    for (std::size_t c = 0; c < Assignment::kMaxColumns; ++c) {
      const bool own = c == Assignment::kMaxColumns - 1 - r;
      assignment->set_cost(r, c,
                           own ? 10 : 11 + static_cast<std::int32_t>((r * 31 + c * 17) % 900));
    }
  }
  const auto matches = assignment->solve(2000);
  for (std::size_t r = 0; r < matches.size(); ++r) {
    EXPECT_EQ(matches[r], Assignment::kMaxColumns - 1 - r);
  }
}

}  // namespace
}  // namespace ocellus
