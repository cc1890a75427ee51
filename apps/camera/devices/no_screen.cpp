#include "apps/camera/devices/board_screen.hpp"

namespace ocellus::camera {

display::Screen* board_screen(Isa) { return nullptr; }

}  // namespace ocellus::camera
