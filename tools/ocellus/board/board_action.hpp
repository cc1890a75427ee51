// What a person can do to a running virtual board, one line each.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "tools/ocellus/board/camera_fault.hpp"
#include "tools/ocellus/board/virtual_board.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

struct Screenshot {
  std::string file;
};
struct PowerButton {};
struct CutPower {};
struct PlugStick {
  std::string file;
};
struct PullStick {
  std::string file;
};

using BoardAction = std::variant<CameraFault, CardFault, Press, PowerButton, Screenshot, CutPower,
                                 PlugStick, PullStick>;

// "press short|long|down|up", "power" (the machine's power button), "screenshot FILE", "stick FILE"
// (a USB stick with its bytes), "pull FILE" (out again), "cut", the card's faults
// (read_card_fault), and the camera's (read_camera_fault).
Result<BoardAction> read_board_action(std::string_view text);

Result<Done> act(VirtualBoard& board, const BoardAction& action);

}  // namespace ocellus::tools::board
