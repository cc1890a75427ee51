#include "tools/ocellus/plan/arena.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tools/ocellus/plan/random_graph.hpp"

namespace ocellus::tools {
namespace {

std::size_t aligned(std::size_t bytes) {
  return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment;
}

void expect_valid(const std::vector<Buffer>& buffers, const Arena& arena) {
  ASSERT_EQ(arena.offsets.size(), buffers.size());
  for (std::size_t a = 0; a < buffers.size(); ++a) {
    EXPECT_EQ(arena.offsets[a] % kArenaAlignment, 0U);
    EXPECT_LE(arena.offsets[a] + buffers[a].bytes, arena.bytes);
    for (std::size_t b = 0; b < a; ++b) {
      if (buffers[a].last < buffers[b].first || buffers[b].last < buffers[a].first) continue;
      EXPECT_TRUE(arena.offsets[a] + buffers[a].bytes <= arena.offsets[b] ||
                  arena.offsets[b] + buffers[b].bytes <= arena.offsets[a])
          << "buffers " << a << " and " << b << " overlap";
    }
  }
}

std::size_t most_at_once(const std::vector<Buffer>& buffers) {
  std::size_t most = 0;
  for (const Buffer& at : buffers) {
    std::size_t sum = 0;
    for (const Buffer& b : buffers) {
      if (b.first <= at.first && at.first <= b.last) sum += aligned(b.bytes);
    }
    most = std::max(most, sum);
  }
  return most;
}

TEST(PlaceBuffers, NothingNeedsNothing) { EXPECT_EQ(place_buffers({}).bytes, 0U); }

TEST(PlaceBuffers, OneAfterTheOtherShareTheirPlace) {
  const std::vector<Buffer> buffers = {{100, 0, 1}, {200, 2, 3}, {100, 4, 5}};
  const Arena arena = place_buffers(buffers);
  expect_valid(buffers, arena);
  EXPECT_EQ(arena.bytes, 256U);
}

TEST(PlaceBuffers, AChainReachesItsBound) {
  // Neighbours coexist: large and small must alternate between the two ends.
  std::vector<Buffer> buffers;
  for (std::size_t i = 0; i < 40; ++i) buffers.push_back({64 * (1 + i * 7 % 13), i, i + 1});
  const Arena arena = place_buffers(buffers);
  expect_valid(buffers, arena);
  EXPECT_EQ(arena.bytes, most_at_once(buffers));
}

TEST(PlaceBuffers, RandomBuffersNeverOverlapAndStayNearTheBound) {
  double worst = 1;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Random random(seed);
    std::vector<Buffer> buffers;
    const std::int32_t count = random.between(2, 50);
    for (std::int32_t i = 0; i < count; ++i) {
      const auto first = static_cast<std::size_t>(random.between(0, 40));
      const auto length = static_cast<std::size_t>(random.between(0, random.chance(0.2) ? 20 : 3));
      buffers.push_back(
          {static_cast<std::size_t>(random.between(1, 100000)), first, first + length});
    }
    const Arena arena = place_buffers(buffers);
    expect_valid(buffers, arena);
    EXPECT_GE(arena.bytes, most_at_once(buffers));
    worst = std::max(worst,
                     static_cast<double>(arena.bytes) / static_cast<double>(most_at_once(buffers)));
  }
  EXPECT_LE(worst, 1.05);
}

TEST(PlaceBuffers, IsRepeatable) {
  std::vector<Buffer> buffers;
  Random random(5);
  for (std::size_t i = 0; i < 60; ++i) {
    buffers.push_back({static_cast<std::size_t>(random.between(1, 9999)), i / 2, i / 2 + i % 9});
  }
  EXPECT_EQ(place_buffers(buffers).offsets, place_buffers(buffers).offsets);
}

}  // namespace
}  // namespace ocellus::tools
