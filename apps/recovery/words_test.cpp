#include "apps/recovery/words.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "drivers/slots/transitions.hpp"

namespace ocellus::recovery {
namespace {

using slots::Slot;

std::string text_of(const Words& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) text += std::string(words[i]) + "\n";
  return text;
}

Facts two_systems() {
  Facts facts;
  facts.answered = true;
  facts.state_content = slots::Content::kState;
  facts.slots[0] = {.content = SlotContent::kRelease, .version = {1, 2, 0}};
  facts.slots[1] = {.content = SlotContent::kRelease, .version = {1, 3, 0}};
  facts.state = {.slot = Slot::kA, .bad = {false, true}, .reason = slots::Reason::kGivenUp};
  return facts;
}

std::string described(const Facts& facts, Slot running = Slot::kB, const Lines& lines = {}) {
  Words words;
  describe(facts, lines, running, words);
  return text_of(words);
}

TEST(Words, SayOfEachSlotWhatItHoldsAndWhatBecameOfIt) {
  Facts facts = two_systems();
  facts.state.attempts = slots::kConfirmedAttempts + 2;
  const std::string text = described(facts);
  EXPECT_NE(text.find("Slot A: version 1.2.0; it did not come up, 32 times in a row.\n"), text.npos)
      << text;
  EXPECT_NE(text.find("Slot B: version 1.3.0; it did not become healthy and gave up; this console "
                      "runs from it.\n"),
            text.npos)
      << text;
}

TEST(Words, SayThatASlotCannotBeLoadedOrRead) {
  Facts facts = two_systems();
  facts.slots[0] = {.content = SlotContent::kNothing, .version = {}};
  EXPECT_NE(described(facts).find("Slot A: holds no system: one was half written; it cannot be "
                                  "loaded."),
            std::string::npos)
      << described(facts);
  facts.slots[0] = {};
  EXPECT_NE(described(facts).find("Slot A: cannot be read from the card"), std::string::npos);
  facts.slots[0].content = SlotContent::kUnnamed;
  EXPECT_NE(described(facts).find("Slot A: does not say what it holds"), std::string::npos);
}

TEST(Words, SayWhatIsNotKnown) {
  Facts facts = two_systems();
  facts.state_content = slots::Content::kNothing;
  EXPECT_NE(described(facts).find("What is known of the slots is lost"), std::string::npos);
  facts.state_content = slots::Content::kNewer;
  EXPECT_NE(described(facts).find("newer version"), std::string::npos);
  EXPECT_NE(described({}).find("Its card does not answer"), std::string::npos);
  EXPECT_EQ(described({}).find("Slot A"), std::string::npos);
}

TEST(Words, TellTheLastCausesWhereThereAreSome) {
  Lines lines;
  lines.system[Lines::kMost - 1] = {"boot: the watchdog ran out"};
  const std::string text = described(two_systems(), Slot::kB, lines);
  EXPECT_NE(text.find("Lately:\n  boot: the watchdog ran out\n"), text.npos) << text;
}

TEST(Words, NameBoardAndKey) {
  Words words;
  advise({.board = "rpi4", .key = "0123456789abcdef"}, words);
  const std::string text = text_of(words);
  EXPECT_NE(text.find("update.bundle, for board rpi4, signed with the key that begins with "
                      "0123456789abcdef"),
            text.npos)
      << text;
  words.clear();
  advise({.board = "rpi4", .key = ""}, words);
  EXPECT_NE(text_of(words).find("takes no updates"), std::string::npos);
}

TEST(Words, LeaveOutWhatIsTooMuch) {
  Words words;
  const std::string longest(1000, 'x');
  for (std::size_t i = 0; i < 2 * Words::kMost; ++i) words.add("%zu %s", i, longest.c_str());
  EXPECT_EQ(words.size(), Words::kMost);
  EXPECT_EQ(words[0].size(), sizeof(Words::Paragraph) - 1);
}

}  // namespace
}  // namespace ocellus::recovery
