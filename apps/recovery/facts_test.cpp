#include "apps/recovery/facts.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "apps/recovery/ask.hpp"
#include "drivers/bundle/release.hpp"
#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"
#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/file_device.hpp"
#include "drivers/storage/journal.hpp"

namespace ocellus::recovery {
namespace {

using slots::Slot;

// A disk's partitions as files: PREFIX2 to PREFIX4.
class Card : public testing::Test {
 protected:
  Card() : prefix_(testing::TempDir() + "facts_test." + std::to_string(getpid()) + ".") {
    const std::string data = prefix_ + "4";
    std::ofstream(data).close();
    std::filesystem::resize_file(data, storage::kSmallestPartition);
    data.copy(disk_.data.data(), disk_.data.size() - 1);
    disk_.running = Slot::kB;
  }
  ~Card() override {
    for (const char* number : {"2", "3", "4"}) std::filesystem::remove(prefix_ + number);
  }

  void write_slot(const char* number, std::string_view note) {
    std::string sector(512, '\0');
    sector.replace(bundle::kReleaseAt, note.size(), note);
    std::ofstream(prefix_ + number) << sector;
  }
  void write_state(const slots::SlotState& state) {
    storage::FileDevice data;
    ASSERT_TRUE(data.open(disk_.data.data(), storage::FileDevice::Access::kReadAndWrite).ok());
    slots::StateStore store(data);
    static_cast<void>(store.read());
    ASSERT_TRUE(store.write(state).ok());
  }
  void write_line(bool of_system, std::string_view line) {
    storage::FileDevice data;
    storage::DataLayout layout;
    ASSERT_TRUE(data.open(disk_.data.data(), storage::FileDevice::Access::kReadAndWrite).ok());
    ASSERT_TRUE(storage::layout_of(data.size(), layout).ok());
    storage::Journal journal(data, of_system ? layout.system : layout.journal);
    ASSERT_TRUE(journal.append({}, line).ok());
  }

  std::string prefix_;
  Disk disk_;
};

TEST_F(Card, TellsWhatTheSlotsHoldAndTheirState) {
  write_slot("2", "ocellus-release-1 virt 1.2.3\n");
  write_slot("3", "");
  write_state({.slot = Slot::kB, .attempts = 4});
  Facts facts;
  read_facts(disk_, facts);
  EXPECT_TRUE(facts.answered);
  EXPECT_EQ(facts.slots[0].content, SlotContent::kRelease);
  EXPECT_EQ(facts.slots[0].version, (bundle::Version{1, 2, 3}));
  EXPECT_EQ(facts.slots[1].content, SlotContent::kNothing);
  EXPECT_EQ(facts.state.slot, Slot::kB);
  EXPECT_EQ(facts.state.attempts, 4u);

  write_slot("3", "somebody else's");
  std::filesystem::remove(prefix_ + "2");
  read_facts(disk_, facts);
  EXPECT_EQ(facts.slots[0].content, SlotContent::kUnreadable);
  EXPECT_EQ(facts.slots[1].content, SlotContent::kUnnamed);
}

TEST_F(Card, GivesItsNewestLines) {
  for (int i = 0; i < 20; ++i) {
    write_line(true, R"({"time":1,"notice":"start","text":"start )" + std::to_string(i) + R"("})");
  }
  write_line(false, R"({"time":1,"event":"appeared"})");
  Lines lines;
  read_lines(disk_, lines);
  EXPECT_STREQ(lines.system.front().data(), "start 14");
  EXPECT_STREQ(lines.system.back().data(), "start 19");
  EXPECT_STREQ(lines.journal.back().data(), R"({"time":1,"event":"appeared"})");
  EXPECT_EQ(lines.journal.front()[0], 0);
}

TEST_F(Card, ThatIsNotThereGivesNothing) {
  std::filesystem::remove(disk_.data.data());
  Facts facts;
  Lines lines;
  read_facts(disk_, facts);
  read_lines(disk_, lines);
  EXPECT_FALSE(facts.answered);
  read_facts({}, facts);
  EXPECT_FALSE(facts.answered);
}

TEST(Facts, AreSettledWhenTheFirstProcessHasNothingLeftToWrite) {
  Facts facts;
  facts.answered = true;
  facts.state_content = slots::Content::kState;
  facts.state = {.slot = Slot::kA, .attempts = 2, .bad = {false, true}};
  EXPECT_TRUE(is_settled(facts, Slot::kB));
  facts.state.told = false;
  EXPECT_FALSE(is_settled(facts, Slot::kB));
  facts.state.told = true;
  facts.state.attempts = slots::kConfirmedAttempts;  // A is to be looked at once more
  EXPECT_FALSE(is_settled(facts, Slot::kB));
  facts.state.second_look = true;
  EXPECT_TRUE(is_settled(facts, Slot::kB));
  facts.state_content = slots::Content::kNewer;
  EXPECT_FALSE(is_settled(facts, Slot::kB));
}

TEST(Facts, LeaveOfALineItsWords) {
  EXPECT_EQ(words_of(R"({"time":1,"text":"boot: the power came"})"), "boot: the power came");
  EXPECT_EQ(words_of(R"({"time":1,"text":"cut)"), "cut");
  EXPECT_EQ(words_of("plain"), "plain");
}

TEST(Ask, WaitsNoLongerThanItIsToldTo) {
  using Clock = std::chrono::steady_clock;
  int answer = 1;
  EXPECT_TRUE(ask(answer, std::chrono::seconds(10), [](int& result) { result = 2; }));
  EXPECT_EQ(answer, 2);
  const Clock::time_point begin = Clock::now();
  EXPECT_FALSE(ask(answer, std::chrono::milliseconds(100), [](int&) { pause(); }));
  EXPECT_EQ(answer, 2);
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(5));
}

TEST(Ask, SurvivesWhoIsAsked) {
  int answer = 1;
  EXPECT_FALSE(ask(answer, std::chrono::seconds(10), [](int&) { _exit(3); }));
  EXPECT_EQ(answer, 1);
}

}  // namespace
}  // namespace ocellus::recovery
