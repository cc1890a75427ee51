// What the recovery console knows of its device: read from the card by a process of its own,
// because a card that does not answer keeps its reader in the kernel.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "apps/recovery/disk.hpp"
#include "drivers/bundle/version.hpp"
#include "drivers/slots/slot_state.hpp"

namespace ocellus::recovery {

// A text of its own, cut where it is too long; ends with a zero.
using Text = std::array<char, 160>;

enum class SlotContent : std::uint8_t {
  kUnreadable,  // the card does not give its first sector
  kNothing,     // no system begins there: half written, or never
  kRelease,
  kUnnamed,  // something begins there that does not say what it is
};

struct SlotFacts {
  SlotContent content = SlotContent::kUnreadable;
  bundle::Version version;  // of kRelease
};

struct Facts {
  bool answered = false;  // the card; nothing else is known otherwise
  slots::Content state_content = slots::Content::kNothing;
  slots::SlotState state;
  std::array<SlotFacts, 2> slots = {};  // by slots::Slot
};

// The newest lines of a log, the oldest of them first, without what only programs read of them;
// those that there are not are empty.
struct Lines {
  static constexpr std::size_t kMost = 6;
  std::array<Text, kMost> system = {};   // what the system's log tells of the last starts
  std::array<Text, kMost> journal = {};  // the camera's
};

// Read the card. `facts.answered` becomes true where the data partition could be opened.
void read_facts(const Disk& disk, Facts& facts);
void read_lines(const Disk& disk, Lines& lines);

// The slots' state allows an update, or a slot to be started again: whatever the first process has
// to write for this start is written (apps/boot/slot_keeper.hpp), and no restart is due, by which a
// confirmed slot is looked at once more.
bool is_settled(const Facts& facts, slots::Slot running);

// The value of "text" in a line of a log, or the line as it is.
std::string_view words_of(std::string_view line);

}  // namespace ocellus::recovery
