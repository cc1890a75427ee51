// GRUB's environment block: text in which its script finds a variable, and whose sector it may
// write anew. GRUB manual 2.06, "The GRUB environment block"; what is not said there is what 2.06
// does, which tests/board/grub_test compares:
//
//   # GRUB Environment Block      the first line, without which it is none
//   try=3                         a variable a line; a backslash takes the next character as it is
//   ####...                       to the end
//
// Ours are of 512 bytes, so that a write is one sector.
#pragma once

#include <optional>
#include <string_view>

#include "drivers/slots/slot_state.hpp"

namespace ocellus::slots {

inline constexpr std::string_view kEnvironmentSignature = "# GRUB Environment Block\n";

// A block with this variable alone; without a slot it is there, and empty.
Sector environment_block(std::string_view name, std::optional<Slot> slot);

// What the variable has after GRUB has read this block, where that is a slot: in a damaged one too,
// where GRUB believes in it.
std::optional<Slot> slot_in_block(const Sector& block, std::string_view name);

// The block after GRUB has saved the variable as empty: the first line that begins with it, or one
// more. Nothing where GRUB does not write: no block, or not filled to its end.
std::optional<Sector> emptied_by_grub(const Sector& block, std::string_view name);

}  // namespace ocellus::slots
