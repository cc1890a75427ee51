// Tired cards: whatever a card does, the board watches on as fast as before, says of what it sees
// what it says on a healthy one, and names the fault once.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/file_device.hpp"
#include "tests/board/card.hpp"
#include "tests/board/desk.hpp"
#include "tests/board/device.hpp"
#include "tools/ocellus/log/data_partition.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using tools::board::CardFault;
using Kind = CardFault::Kind;

// Pictures so large that some of them fill the queue, where the machine has the time for them.
constexpr std::string_view kSettings =
    "[source]\npath = camera\n[watch]\nrate = 3\ntrace = yes\n[screen]\nenabled = no\n"
    "[snapshot]\nquality = 100\n"
    "[line path]\nfrom = 50 100\nto = 50 0\n[zone lawn]\ncorners = 0 40 50 40 50 100 0 100\n";

tools::board::VirtualBoardOptions options(const Card& card, bool read_only = false) {
  return {.image = card.path(),
          .card_faults = true,
          .read_only_card = read_only,
          .pictures = BOARD_PICTURES,
          .pictures_per_second = 10};
}

bool is_frame(const Saying& saying) { return saying.is_notice("frame"); }

class CardsTest : public testing::Test {
 protected:
  explicit CardsTest(bool read_only = false)
      : card_(kSettings), device_(options(card_, read_only)) {}

  void be(const CardFault& fault) {
    const auto done = device_.board().set_card(fault);
    ASSERT_TRUE(done.ok()) << done.failure().what;
  }

  // For so long the board has something to keep. The longest time between two frames that it saw.
  milliseconds longest_gap(milliseconds lasts) {
    milliseconds longest{0};
    auto last = device_.next("a frame", is_frame, 60s);
    for (const auto end = std::chrono::steady_clock::now() + lasts;
         last && std::chrono::steady_clock::now() < end;) {
      EXPECT_TRUE(device_.board().press(tools::board::Press::kShort).ok());
      const auto next = device_.next("a frame", is_frame, 60s);
      if (!next) break;
      longest = std::max(longest, next->time - last->time);
      last = next;
    }
    return longest;
  }

  // Notices of the card from the `from`th saying on.
  std::vector<Saying> told(std::size_t from) const {
    std::vector<Saying> notices;
    for (std::size_t i = from; i < device_.heard().size(); ++i) {
      if (device_.heard()[i].is_notice("storage")) notices.push_back(device_.heard()[i]);
    }
    return notices;
  }

  // While the card is like this the board sees no less, and says so much of the card.
  void suffer(const CardFault& fault, milliseconds lasts, std::string_view state,
              std::string_view text) {
    SCOPED_TRACE(std::string(state) + " " + std::string(text));
    const std::size_t before = device_.heard().size();
    be(fault);
    const milliseconds gap = longest_gap(lasts);
    std::printf("%.*s %.*s: at most %lld ms from frame to frame, %lld on a healthy card\n",
                static_cast<int>(state.size()), state.data(), static_cast<int>(text.size()),
                text.data(), static_cast<long long>(gap.count()),
                static_cast<long long>(usual_.count()));
    EXPECT_LT(gap, usual_ + kSlack);
    const auto notices = told(before);
    ASSERT_EQ(notices.size(), 1u) << device_.situation();
    EXPECT_EQ(notices[0]["state"], state);
    EXPECT_NE(notices[0]["text"].find(text), std::string::npos) << notices[0].text;
  }

  void expect_what_the_desk_says_of_all() {
    const Witness board = witness_of(device_.heard());
    const auto expected = events_at_the_desk(kSettings, BOARD_PICTURES, board.frames);
    std::printf("%zu frames, %zu events\n", board.frames.size(), expected.size());
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(board.events, expected);
  }

  // Every second sector of the journal's first segment.
  std::vector<std::uint64_t> sectors_of_journal() const {
    storage::FileDevice medium;
    const auto partition = tools::open_data_partition(card_.path(), medium);
    storage::DataLayout layout;
    EXPECT_TRUE(partition.ok() && storage::layout_of(medium.size(), layout).ok());
    std::vector<std::uint64_t> sectors;
    for (std::uint64_t i = 1; i < 60; i += 6) {
      sectors.push_back((partition.value().offset + layout.journal.offset) / 512 + i);
    }
    return sectors;
  }

  // Others may want the machine; a card that is waited for costs all of kHang.
  static constexpr milliseconds kSlack = 3s;
  static constexpr milliseconds kHang = 7s;
  // A board's start, and twice the patience with what the kernel does with a card.
  static constexpr milliseconds kStart = 20s + 2 * 4s;

  Card card_;
  Device device_;
  milliseconds usual_{0};
};

TEST_F(CardsTest, NeverGetInTheWayOfWatching) {
  ASSERT_TRUE(device_.next("a frame", is_frame, 60s).has_value());
  usual_ = longest_gap(2s);
  EXPECT_TRUE(told(0).empty()) << told(0)[0].text;

  suffer({.kind = Kind::kBadSectors, .sectors = sectors_of_journal()}, 2s, "worn", "");

  suffer({.kind = Kind::kHang}, kHang, "failed", "does not answer");
  be({});
  const auto over = device_.next_notice("storage", "state", "recovered", 10s);
  ASSERT_TRUE(over.has_value());
  std::printf("lost to a full queue meanwhile: %d\n", over->json["lost"].get<int>());
  const auto told_so_far = std::ranges::count_if(
      device_.heard(), [](const Saying& saying) { return saying.is_for_the_journal(); });
  const auto all_kept = [&](const Saying& saying) {
    return is_frame(saying) && saying.json["kept"].get<long>() >= told_so_far;
  };
  ASSERT_TRUE(device_.next("that all is kept", all_kept, 10s).has_value());

  suffer({.kind = Kind::kNoWrites}, 2s, "failed", "Input/output error");

  ASSERT_TRUE(device_.board().press(tools::board::Press::kDown).ok());
  ASSERT_TRUE(device_.board().wait_for_power_off(30s).ok()) << device_.situation();
  device_.hear_all();
  EXPECT_EQ(device_.starts(), 1) << device_.console();
  expect_what_the_desk_says_of_all();

  // What was told until the hang was over is kept: its lines found room, pictures did not.
  std::vector<std::string> lines;
  for (const Saying& saying : device_.heard()) {
    if (saying.is_for_the_journal()) lines.push_back(saying.text);
    if (saying.text == over->text) break;
  }
  const auto journal = card_.journal();
  ASSERT_GE(journal.size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) ASSERT_EQ(journal[i].text, lines[i]) << i;
}

class ReadOnlyCardTest : public CardsTest {
 protected:
  ReadOnlyCardTest() : CardsTest(true) {}
};

TEST_F(ReadOnlyCardTest, IsNoReasonNotToWatch) {
  ASSERT_TRUE(device_.next_notice("settings", "in force", "the file", 60s).has_value());
  ASSERT_TRUE(device_.next_event(60s).has_value());
  longest_gap(2s);
  const auto notices = told(0);
  ASSERT_EQ(notices.size(), 1u) << device_.situation();
  EXPECT_NE(notices[0]["text"].find("takes no writes"), std::string::npos) << notices[0].text;
  EXPECT_EQ(device_.starts(), 1) << device_.console();
}

// The loader has the kernel from it, and then it is silent.
class SilentCardTest : public CardsTest {};

TEST_F(SilentCardTest, IsNoReasonNotToWatchEither) {
  ASSERT_TRUE(device_.board().wait_for_line("Starting kernel", 60s).ok());
  be({.kind = Kind::kHang});
  const auto silent = std::chrono::steady_clock::now();
  ASSERT_TRUE(device_.next_event(kStart).has_value());  // by the settings it was shipped with
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - silent;
  std::printf("without a card: the first event %.1f s after the kernel's start\n", took.count());
  const auto notices = told(0);
  ASSERT_EQ(notices.size(), 1u) << device_.situation();
  // The disk may not even have a name yet.
  EXPECT_EQ(notices[0]["state"], "failed") << notices[0].text;
  be({});
  EXPECT_TRUE(device_.next_event(20s).has_value());
  EXPECT_EQ(device_.starts(), 1) << device_.console();
}

}  // namespace
}  // namespace ocellus::tests
