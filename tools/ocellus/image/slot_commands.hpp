// The loader's part of the slots' state (drivers/slots) in U-Boot's shell: what loader.hpp does in
// C++, with the commands that every U-Boot has. It has no functions, so what is done twice is text
// in a variable; numbers are hexadecimal.
#pragma once

#include <string>

#include "platform/linux_board.hpp"

namespace ocellus::tools {

// What the commands leave behind, and the rest of the script goes by:
//
//   start     0 or 1, the slot to be started
//   words     what the kernel is told of it, without its slot: "ocellus.boots=0x…", and perhaps
//             "ocellus.recovery" behind it
//   fall_back to be run where that slot cannot be loaded: sets both anew
std::string choose_slot_commands(const platform::UBoot& loader);

}  // namespace ocellus::tools
