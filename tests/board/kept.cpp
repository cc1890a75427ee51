#include "tests/board/kept.hpp"

#include <gtest/gtest.h>

#include <cstdio>

namespace ocellus::tests {

void expect_kept(const Device& device, const Card& card) {
  const auto journal = card.journal();
  ASSERT_FALSE(journal.empty());
  const std::size_t forgotten = journal.front().sequence - 1;
  std::printf("%zu lines in the journal, %zu forgotten\n", journal.size(), forgotten);
  std::size_t at = 0;
  std::size_t told = 0;
  for (const Saying& saying : device.heard()) {
    if (!saying.is_for_the_journal() || told++ < forgotten) continue;
    ASSERT_LT(at, journal.size()) << "not in the journal: " << saying.text;
    ASSERT_EQ(journal[at].text, saying.text) << "line " << at;
    ++at;
  }
  EXPECT_EQ(at, journal.size()) << "never told: " << journal.back().text;
}

}  // namespace ocellus::tests
