#include "apps/camera/tell/store_writer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "drivers/storage/fake_device.hpp"
#include "drivers/storage/log_reader.hpp"

namespace ocellus::camera {
namespace {

using namespace std::chrono_literals;
using storage::BlockDevice;
using Clock = std::chrono::steady_clock;

// A card that answers nothing while it hangs.
class HangingCard final : public BlockDevice {
 public:
  HangingCard() : card(storage::kSmallestPartition) {}

  storage::FakeDevice card;
  std::atomic<bool> hangs = false;
  std::atomic<std::chrono::milliseconds> slowness = 0ms;  // of a flush

  std::uint64_t size() const override { return card.size(); }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    await();
    return card.read(offset, into);
  }
  Status write(std::uint64_t offset, std::span<const std::byte> from) override {
    await();
    return card.write(offset, from);
  }
  Status flush() override {
    await();
    std::this_thread::sleep_for(slowness.load());
    return card.flush();
  }

 private:
  void await() const {
    while (hangs) std::this_thread::sleep_for(1ms);
  }
};

class StoreWriterTest : public testing::Test {
 protected:
  StoreWriterTest() {
    EXPECT_TRUE(store_->open_on(card_).ok());
    EXPECT_TRUE(writer_->start(*store_).ok());
  }
  ~StoreWriterTest() override { card_.hangs = false; }

  bool comes_true(const std::function<bool(const WriterFacts&)>& wish) {
    const auto deadline = Clock::now() + 20s;
    while (!wish(writer_->facts())) {
      if (Clock::now() > deadline) return false;
      std::this_thread::sleep_for(1ms);
    }
    return true;
  }
  bool all_settled() {
    return comes_true([](const WriterFacts& facts) { return facts.waiting == 0; });
  }
  // The journal's lines, as the card holds them; the writer is done.
  std::vector<std::string> journal() {
    storage::DataLayout layout;
    EXPECT_TRUE(storage::layout_of(card_.size(), layout).ok());
    std::vector<std::byte> scratch(4096);
    std::vector<std::byte> room(storage::kLongestLine + storage::kMomentBytes);
    storage::LogReader reader(card_.card, layout.journal, scratch);
    std::vector<std::string> lines;
    EXPECT_TRUE(reader.open().ok());
    storage::RecordFacts facts;
    while (reader.next(facts, room).ok()) {
      lines.emplace_back(reinterpret_cast<const char*>(room.data()) + storage::kMomentBytes,
                         facts.length - storage::kMomentBytes);
    }
    return lines;
  }
  static std::string line(int number) { return "line " + std::to_string(number); }

  HangingCard card_;
  const std::unique_ptr<Store> store_ = std::make_unique<Store>();
  const std::unique_ptr<StoreWriter> writer_ = std::make_unique<StoreWriter>();
};

TEST_F(StoreWriterTest, WritesWhatItIsGivenInOrderAndNothingElse) {
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(card_.card.writes, 0u);
  const std::vector<std::uint8_t> jpeg(70000, 3);
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(writer_->keep_line(line(i)).ok());
    if (i % 10 == 0) {
      EXPECT_TRUE(writer_->keep_snapshot(7, line(i), jpeg).ok());
      ASSERT_TRUE(all_settled());
    }
  }
  EXPECT_TRUE(writer_->finish(20s));
  const WriterFacts facts = writer_->facts();
  EXPECT_EQ(facts.waiting, 0u);
  EXPECT_EQ(facts.lines_kept, 50u);
  EXPECT_EQ(facts.settled, 55u);
  EXPECT_EQ(facts.lost, 0u);
  EXPECT_TRUE(facts.journal.ok() && facts.snapshots.ok());
  const auto lines = journal();
  ASSERT_EQ(lines.size(), 50u);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(lines[static_cast<std::size_t>(i)], line(i));
}

TEST_F(StoreWriterTest, KeepsNobodyWaitingWhileTheCardHangs) {
  card_.hangs = true;
  const auto began = Clock::now();
  constexpr int kLines = 5000;
  const std::string text(100, 'x');
  const std::vector<std::uint8_t> jpeg(300'000, 3);
  for (int i = 0; i < kLines; ++i) EXPECT_TRUE(writer_->keep_line(text).ok());
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(writer_->keep_snapshot(1, text, jpeg).ok());
  EXPECT_LT(Clock::now() - began, 1s);
  WriterFacts facts = writer_->facts();
  EXPECT_GT(facts.waiting, 100u);
  EXPECT_EQ(facts.waiting + facts.lost, kLines + 9u);
  EXPECT_TRUE(facts.overflows);
  ASSERT_TRUE(comes_true([](const WriterFacts& now) { return now.hangs; }));
  EXPECT_EQ(writer_->facts().settled, 0u);

  card_.hangs = false;
  ASSERT_TRUE(all_settled());
  facts = writer_->facts();
  EXPECT_FALSE(facts.asking);
  EXPECT_FALSE(facts.hangs);
  EXPECT_FALSE(facts.overflows);
  EXPECT_EQ(facts.settled + facts.lost, kLines + 9u);  // the oldest are kept, the newest lost
  EXPECT_EQ(journal().size(), facts.lines_kept);
}

TEST_F(StoreWriterTest, EndsInTimeWhereTheCardDoesNot) {
  card_.hangs = true;
  EXPECT_TRUE(writer_->keep_line("a").ok());
  EXPECT_FALSE(writer_->finish(50ms));
  EXPECT_EQ(writer_->facts().waiting, 1u);
  card_.hangs = false;
  EXPECT_TRUE(writer_->finish(20s));
  EXPECT_GE(writer_->facts().waited, 50ms);
  EXPECT_EQ(journal().size(), 1u);
}

// At a desk a film goes faster than a disk writes.
TEST_F(StoreWriterTest, LosesNothingWhereTheCallerCanWait) {
  writer_->when_full(StoreWriter::WhenFull::kWait);
  card_.slowness = 1ms;
  const std::string text(900, 'x');
  for (int i = 0; i < 300; ++i) EXPECT_TRUE(writer_->keep_line(text).ok());
  EXPECT_TRUE(writer_->finish(60s));
  EXPECT_EQ(writer_->facts().lost, 0u);
  EXPECT_EQ(writer_->facts().lines_kept, 300u);
}

TEST_F(StoreWriterTest, CountsWhatTheCardRefuses) {
  card_.card.read_only = true;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(writer_->keep_line("a").ok());
  ASSERT_TRUE(all_settled());
  const WriterFacts facts = writer_->facts();
  EXPECT_EQ(facts.lost, 5u);
  EXPECT_EQ(facts.settled, 5u);
  EXPECT_EQ(facts.lines_kept, 0u);
  EXPECT_EQ(facts.journal.code, Code::kReadOnly);
}

TEST_F(StoreWriterTest, PassesOverSectorsThatFail) {
  storage::DataLayout layout;
  ASSERT_TRUE(storage::layout_of(card_.size(), layout).ok());
  card_.card.unwritable = {layout.journal.offset / 512 + 1, layout.journal.offset / 512 + 3};
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(writer_->keep_line(line(i)).ok());
  EXPECT_TRUE(writer_->finish(20s));
  EXPECT_EQ(writer_->facts().lost, 0u);
  EXPECT_EQ(writer_->facts().damaged, 2u);
  EXPECT_TRUE(writer_->facts().journal.ok());
  EXPECT_EQ(journal().size(), 5u);
}

TEST_F(StoreWriterTest, AsksForNoLongerThanItIsWorth) {
  struct Question {
    HangingCard& card;
    std::atomic<bool> asked = false;
  } question{card_};
  const auto read = [](void* context) {
    auto& its = *static_cast<Question*>(context);
    std::array<std::byte, BlockDevice::kSector> sector;
    static_cast<void>(its.card.read(0, sector).ok());
    its.asked = true;
  };
  EXPECT_TRUE(writer_->ask(read, &question, 20s));
  EXPECT_TRUE(question.asked);
  question.asked = false;
  card_.hangs = true;
  EXPECT_FALSE(writer_->ask(read, &question, 50ms));
  EXPECT_TRUE(writer_->is_asked());
  EXPECT_TRUE(writer_->facts().asking);
  EXPECT_TRUE(writer_->keep_line("waits").ok());
  card_.hangs = false;
  ASSERT_TRUE(all_settled());
  EXPECT_TRUE(question.asked);
  EXPECT_FALSE(writer_->is_asked());
  EXPECT_EQ(writer_->facts().lines_kept, 1u);
}

TEST_F(StoreWriterTest, RefusesWhatNoLogHolds) {
  EXPECT_EQ(writer_->keep_line(std::string(2000, 'x')).code, Code::kTooLarge);
  const std::vector<std::uint8_t> jpeg(storage::kLargestSnapshot + 1, 3);
  EXPECT_EQ(writer_->keep_snapshot(1, "", jpeg).code, Code::kTooLarge);
  EXPECT_TRUE(writer_->keep_snapshot(1, "", std::span(jpeg).first(jpeg.size() - 1)).ok());
  ASSERT_TRUE(all_settled());
  EXPECT_TRUE(writer_->facts().snapshots.ok());
}

}  // namespace
}  // namespace ocellus::camera
