#include "platform/linux/first_fit.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <random>
#include <vector>

namespace ocellus::platform {
namespace {

struct Held {
  unsigned char* bytes;
  std::size_t size;
  unsigned char fill;
};

bool intact(const Held& held) {
  for (std::size_t i = 0; i < held.size; ++i) {
    if (held.bytes[i] != held.fill) return false;
  }
  return true;
}

class FirstFitTest : public testing::Test {
 protected:
  void SetUp() override { heap_.start(memory_); }

  alignas(64) std::array<std::byte, 1 << 16> memory_ = {};
  FirstFit heap_;
};

TEST_F(FirstFitTest, RandomUseKeepsBlocksApart) {
  std::mt19937 random(1);
  std::vector<Held> held;
  for (int step = 0; step < 50000; ++step) {
    if (random() % 2 == 0 || held.empty()) {
      const std::size_t size = random() % 3000;
      const std::size_t alignment = std::size_t{1} << random() % 9;
      auto* const bytes = static_cast<unsigned char*>(heap_.allocate(size, alignment));
      if (bytes == nullptr) continue;
      ASSERT_EQ(reinterpret_cast<std::uintptr_t>(bytes) % alignment, 0u);
      ASSERT_GE(FirstFit::usable_size(bytes), size);
      const auto fill = static_cast<unsigned char>(step);
      std::memset(bytes, fill, size);
      held.push_back({bytes, size, fill});
    } else {
      std::swap(held[random() % held.size()], held.back());
      ASSERT_TRUE(intact(held.back()));
      ASSERT_TRUE(heap_.free(held.back().bytes));
      held.pop_back();
    }
  }
  for (const Held& block : held) ASSERT_TRUE(heap_.free(block.bytes));
  EXPECT_EQ(heap_.in_use(), 0u);
  // Everything merged again: the whole heap is one block.
  EXPECT_NE(heap_.allocate(heap_.capacity() - 16), nullptr);
}

TEST_F(FirstFitTest, ReusesTheLowestRoom) {
  void* const a = heap_.allocate(100);
  void* const b = heap_.allocate(100);
  heap_.allocate(100);
  ASSERT_TRUE(heap_.free(a));
  ASSERT_TRUE(heap_.free(b));
  EXPECT_EQ(heap_.allocate(200), a);
}

TEST_F(FirstFitTest, RefusesWhatItCannotGive) {
  EXPECT_EQ(heap_.allocate(heap_.capacity()), nullptr);
  EXPECT_EQ(heap_.allocate(~std::size_t{0}), nullptr);
  EXPECT_EQ(heap_.allocate(10, heap_.capacity() * 2), nullptr);
  EXPECT_NE(heap_.allocate(0), nullptr);
  int elsewhere = 0;
  EXPECT_FALSE(heap_.free(&elsewhere));

  FirstFit unused;
  EXPECT_EQ(unused.allocate(1), nullptr);
}

}  // namespace
}  // namespace ocellus::platform
