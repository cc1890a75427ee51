#include "apps/camera/tell/record_queue.hpp"

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <random>
#include <string>
#include <vector>

namespace ocellus::camera {
namespace {

using Jpeg = std::vector<std::uint8_t>;

TEST(RecordQueue, GivesBackWhatItWasGiven) {
  alignas(8) std::array<std::byte, 256> memory;
  RecordQueue queue(memory);
  EXPECT_FALSE(queue.front());
  const Jpeg jpeg = {1, 2, 3};
  ASSERT_TRUE(queue.push({std::chrono::milliseconds(7), 9, "seen", jpeg}));
  ASSERT_TRUE(queue.push({}));
  EXPECT_EQ(queue.size(), 2u);
  const auto first = queue.front();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->since_boot, std::chrono::milliseconds(7));
  EXPECT_EQ(first->frame, 9u);
  EXPECT_EQ(first->text, "seen");
  EXPECT_EQ(Jpeg(first->jpeg.begin(), first->jpeg.end()), jpeg);
  queue.pop();
  EXPECT_EQ(queue.front()->text, "");
  queue.pop();
  EXPECT_EQ(queue.size(), 0u);
}

TEST(RecordQueue, HasRoomForTheLargestWhenItIsEmpty) {
  constexpr std::size_t kLargest = RecordQueue::extent(10, 100);
  alignas(8) std::array<std::byte, 2 * kLargest> memory;
  RecordQueue queue(memory);
  const Jpeg jpeg(100, 5);
  const Jpeg whole(RecordQueue::extent(10, 100) * 2 - RecordQueue::extent(0, 0), 6);
  const std::string text(10, 'x');
  for (std::size_t length = 0; length <= text.size(); ++length) {
    ASSERT_TRUE(queue.push({.text = text.substr(0, length), .jpeg = jpeg})) << length;
    ASSERT_TRUE(queue.push({.text = text, .jpeg = jpeg})) << length;
    ASSERT_FALSE(queue.push({.text = text, .jpeg = jpeg}));
    queue.pop();
    queue.pop();
    ASSERT_TRUE(queue.push({.jpeg = whole}));
    ASSERT_FALSE(queue.push({}));
    queue.pop();
  }
}

// Against a queue without bounds. What was refused is not in it, what it took comes out whole, and
// the oldest stands still meanwhile.
TEST(RecordQueue, KeepsOrderAndContentsWhateverComes) {
  alignas(8) std::array<std::byte, 1024> memory;
  RecordQueue queue(memory);
  std::mt19937 random(3);
  std::deque<std::string> expected;
  unsigned refused = 0;
  for (unsigned step = 0; step < 20000; ++step) {
    if (random() % 2 == 0) {
      const std::string text(random() % 300, static_cast<char>('a' + step % 26));
      if (queue.push({.text = text})) {
        expected.push_back(text);
      } else {
        ++refused;
      }
    } else if (!expected.empty()) {
      queue.pop();
      expected.pop_front();
    }
    ASSERT_EQ(queue.size(), expected.size());
    const auto front = queue.front();
    ASSERT_EQ(front.has_value(), !expected.empty());
    if (front) {
      ASSERT_EQ(front->text, expected.front()) << step;
    }
  }
  EXPECT_GT(refused, 1000u);
}

}  // namespace
}  // namespace ocellus::camera
