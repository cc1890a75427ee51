#include "runtime/detect/ranking.hpp"

#include <gtest/gtest.h>

namespace ocellus {
namespace {

struct Entry {
  float score;
  int id;
};

TEST(Ranking, KeepsTheBestInOrderAndTheEarlierOfEquals) {
  Ranking<Entry, 3> ranking;
  EXPECT_TRUE(ranking.entries().empty());
  const Entry added[] = {{0.2f, 0}, {0.5f, 1}, {0.2f, 2}, {0.2f, 3}, {0.9f, 4}, {0.1f, 5}};
  for (const Entry& entry : added) ranking.add(entry);
  ASSERT_EQ(ranking.entries().size(), 3u);
  EXPECT_EQ(ranking.entries()[0].id, 4);
  EXPECT_EQ(ranking.entries()[1].id, 1);
  EXPECT_EQ(ranking.entries()[2].id, 0);
  ranking.clear();
  ranking.add({0.1f, 6});
  ASSERT_EQ(ranking.entries().size(), 1u);
  EXPECT_EQ(ranking.entries()[0].id, 6);
}

}  // namespace
}  // namespace ocellus
