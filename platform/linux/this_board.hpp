// Which board this is.
#pragma once

#include "platform/linux_board.hpp"

namespace ocellus::platform {

// What an image says in /etc/board, or in `file`; nullptr on any other machine, and where it names
// a board that this program does not know. Does not allocate.
[[nodiscard]] const LinuxBoard* this_board(const char* file = "/etc/board");

}  // namespace ocellus::platform
