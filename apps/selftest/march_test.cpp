#include "apps/selftest/march.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <span>
#include <vector>

#include "apps/selftest/arena_words.hpp"

namespace ocellus::selftest {
namespace {

constexpr std::size_t kWords = 16;
constexpr int kBits = 64;

// Memory whose cells misbehave: `after_write` may change any of them.
struct Sick {
  std::vector<Word> cells = std::vector<Word>(kWords, 0x123456789abcdef0);
  std::function<std::size_t(std::size_t)> decode = [](std::size_t index) { return index; };
  std::function<void(Sick&, std::size_t, Word before)> after_write = [](Sick&, std::size_t, Word) {
  };
  std::size_t reads = 0;
  std::size_t writes = 0;

  std::size_t words() const { return kWords; }
  Word read(std::size_t index) {
    ++reads;
    return cells[decode(index)];
  }
  void write(std::size_t index, Word word) {
    ++writes;
    const std::size_t cell = decode(index);
    const Word before = cells[cell];
    cells[cell] = word;
    after_write(*this, cell, before);
  }
  void settle() {}
};

bool found_by_all(const std::function<void(Sick&)>& make_sick) {
  for (const Word background : kBackgrounds) {
    Sick memory;
    make_sick(memory);
    if (march(memory, background)) return true;
  }
  return false;
}

TEST(March, SoundMemoryPassesWithTenAccessesAWord) {
  for (const Word background : kBackgrounds) {
    Sick memory;
    EXPECT_FALSE(march(memory, background));
    EXPECT_EQ(memory.reads + memory.writes, 10 * kWords);
    for (const Word word : memory.cells) EXPECT_EQ(word, background);
  }
}

TEST(March, FindsEveryStuckBitWithAnyBackgroundAndNamesIt) {
  for (const Word background : kBackgrounds) {
    for (std::size_t index = 0; index < kWords; ++index) {
      for (int bit = 0; bit < kBits; ++bit) {
        for (const bool high : {false, true}) {
          Sick memory;
          const Word mask = Word{1} << bit;
          memory.after_write = [=](Sick& m, std::size_t, Word) {
            m.cells[index] = high ? m.cells[index] | mask : m.cells[index] & ~mask;
          };
          const auto fault = march(memory, background);
          ASSERT_TRUE(fault);
          EXPECT_EQ(fault->word, index);
          EXPECT_EQ(fault->expected ^ fault->found, mask);
        }
      }
    }
  }
}

TEST(March, FindsEveryBitThatDoesNotChange) {
  for (std::size_t index = 0; index < kWords; ++index) {
    for (int bit = 0; bit < kBits; ++bit) {
      for (const bool rising : {false, true}) {
        Sick memory;
        const Word mask = Word{1} << bit;
        memory.after_write = [=](Sick& m, std::size_t cell, Word before) {
          if (cell != index) return;
          const bool rose = (before & mask) == 0 && (m.cells[cell] & mask) != 0;
          const bool fell = (before & mask) != 0 && (m.cells[cell] & mask) == 0;
          if (rising ? rose : fell) m.cells[cell] ^= mask;
        };
        const auto fault = march(memory, 0);
        ASSERT_TRUE(fault) << index << " " << bit;
        EXPECT_EQ(fault->word, index);
      }
    }
  }
}

TEST(March, FindsEveryAddressThatReachesAnothersCell) {
  for (std::size_t from = 0; from < kWords; ++from) {
    for (std::size_t to = 0; to < kWords; ++to) {
      if (from == to) continue;
      Sick memory;
      memory.decode = [=](std::size_t index) { return index == from ? to : index; };
      EXPECT_TRUE(march(memory, 0)) << from << " reaches " << to;
    }
  }
}

// A rise or a fall of one bit sets, clears or turns another: of another word with the first
// background, of the same word with one of them all.
TEST(March, FindsEveryBitThatChangesWithAnother) {
  enum class Change : std::uint8_t { kSet, kClear, kTurn };
  const auto coupling = [](std::size_t aggressor, int a, bool rise, std::size_t victim, int v,
                           Change change) {
    return [=](Sick& m, std::size_t cell, Word before) {
      const bool was = (before >> a & 1) != 0;
      const bool is = (m.cells[cell] >> a & 1) != 0;
      if (cell != aggressor || was == is || is != rise) return;
      const Word mask = Word{1} << v;
      if (change == Change::kSet) m.cells[victim] |= mask;
      if (change == Change::kClear) m.cells[victim] &= ~mask;
      if (change == Change::kTurn) m.cells[victim] ^= mask;
    };
  };
  for (const Change change : {Change::kSet, Change::kClear, Change::kTurn}) {
    for (const bool rise : {false, true}) {
      for (std::size_t aggressor = 0; aggressor < kWords; aggressor += 3) {
        for (std::size_t victim = 0; victim < kWords; ++victim) {
          if (aggressor == victim) continue;
          Sick memory;
          memory.after_write = coupling(aggressor, 5, rise, victim, 40, change);
          EXPECT_TRUE(march(memory, 0)) << aggressor << " " << victim;
        }
      }
      for (int a = 0; a < kBits; a += 7) {
        for (int v = 0; v < kBits; ++v) {
          if (a == v || change == Change::kTurn) continue;  // within a word it is written at once
          EXPECT_TRUE(found_by_all([&](Sick& m) {
            m.after_write = coupling(3, a, rise, 3, v, change);
          })) << a
              << " " << v;
        }
      }
    }
  }
}

TEST(March, GoesOverMemoryPastTheCaches) {
  alignas(64) std::array<std::byte, 4096 + 64> bytes = {};
  bytes.back() = std::byte{7};
  ArenaWords words{std::span(bytes).first(4096)};
  EXPECT_EQ(words.words(), 512U);
  for (const Word background : kBackgrounds) EXPECT_FALSE(march(words, background));
  EXPECT_EQ(bytes[4095], std::byte{0x00});  // the last background's high half
  EXPECT_EQ(bytes[4088], std::byte{0xff});
  EXPECT_EQ(bytes.back(), std::byte{7});
}

}  // namespace
}  // namespace ocellus::selftest
