#include "apps/recovery/words.hpp"

#include <cstdarg>
#include <cstdio>

#include "drivers/slots/explanation.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::recovery {
namespace {

using slots::Slot;

// "version 1.2.0"
Text content_of(const SlotFacts& slot) {
  Text text = {};
  switch (slot.content) {
    case SlotContent::kUnreadable:
      std::snprintf(text.data(), text.size(), "cannot be read from the card");
      break;
    case SlotContent::kNothing:
      std::snprintf(text.data(), text.size(), "holds no system: one was half written");
      break;
    case SlotContent::kUnnamed:
      std::snprintf(text.data(), text.size(), "does not say what it holds");
      break;
    case SlotContent::kRelease:
      std::snprintf(text.data(), text.size(), "version %s", bundle::text_of(slot.version).data());
      break;
  }
  return text;
}

// Why it does not start, or did not.
Text fault_of(const Facts& facts, Slot slot, Slot running) {
  Text text = {};
  const slots::SlotState& state = facts.state;
  const slots::Explanation why = slots::explain(state.reason);
  if (slot == state.slot && running != slot) {
    if (state.attempts >= slots::kConfirmedAttempts) {
      std::snprintf(text.data(), text.size(), "it did not come up, %u times in a row",
                    state.attempts);
    } else {
      std::snprintf(text.data(), text.size(), "it cannot be loaded");
    }
  } else if (slot != state.slot && why.of_other) {
    std::snprintf(text.data(), text.size(), "it %.*s", static_cast<int>(why.text.size()),
                  why.text.data());
  } else if (state.is_bad(slot)) {
    std::snprintf(text.data(), text.size(), "it is marked as bad");
  } else {
    std::snprintf(text.data(), text.size(), "nothing is known against it");
  }
  return text;
}

void add_lines(std::span<const Text> lines, Words& words) {
  for (const Text& line : lines) {
    if (line[0] != 0) words.add("  %s", line.data());
  }
}

}  // namespace

void Words::add(const char* format, ...) {
  if (count_ == paragraphs_.size()) return;
  va_list values;
  va_start(values, format);
  Paragraph& paragraph = paragraphs_[count_++];
  std::vsnprintf(paragraph.data(), paragraph.size(), format, values);
  va_end(values);
}

void describe(const Facts& facts, const Lines& lines, Slot running, Words& words) {
  words.add("This device cannot start: neither of its two systems works.");
  if (!facts.answered) {
    words.add("Its card does not answer, so nothing more is known. Is it in its place?");
    return;
  }
  for (const Slot slot : {Slot::kA, Slot::kB}) {
    words.add("Slot %c: %s; %s%s.", slots::letter_of(slot),
              content_of(facts.slots[static_cast<std::size_t>(slot)]).data(),
              fault_of(facts, slot, running).data(),
              slot == running ? "; this console runs from it" : "");
  }
  if (facts.state_content == slots::Content::kNothing) {
    words.add("What is known of the slots is lost: both copies of their state are damaged.");
  } else if (facts.state_content == slots::Content::kNewer) {
    words.add(
        "The slots' state is of a newer version, so that nothing can be installed from here.");
  }
  constexpr std::size_t kCauses = 3;
  words.add("Lately:");
  add_lines(std::span(lines.system).last(kCauses), words);
}

void advise(const Identity& identity, Words& words) {
  if (identity.key.empty()) {
    words.add("It takes no updates, because it was given no key: write a new image to its card.");
  } else {
    words.add(
        "What helps: a USB stick or another card (FAT) with a file named update.bundle, for board "
        "%.*s, signed with the key that begins with %.*s.",
        static_cast<int>(identity.board.size()), identity.board.data(),
        static_cast<int>(identity.key.size()), identity.key.data());
  }
  words.add("Keys: a, b: start slot A, B once more. i: install again. j: journal. o: power off.");
}

void recount(const Lines& lines, Words& words) {
  words.add("The system's last lines:");
  add_lines(lines.system, words);
  words.add("The camera's:");
  add_lines(lines.journal, words);
}

}  // namespace ocellus::recovery
