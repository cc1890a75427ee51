// The screen that this program can drive.
#pragma once

#include "drivers/display/screen.hpp"
#include "runtime/isa.hpp"

namespace ocellus::camera {

// One object for the whole program, with `isa` for its colours; nullptr in a program that was built
// without (no_screen.cpp), where flash is scarce.
display::Screen* board_screen(Isa isa);

}  // namespace ocellus::camera
