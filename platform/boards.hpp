// Every board, by name. Adding one is a folder with its board.hpp, a line here and a preset.
#pragma once

#include "platform/generic-aarch64/board.hpp"
#include "platform/host/board.hpp"

namespace ocellus::platform {

inline constexpr const Board* kBoards[] = {&kHost, &kGenericAarch64};

// nullptr when there is no such board.
constexpr const Board* find_board(std::string_view name) {
  for (const Board* board : kBoards) {
    if (board->name == name) return board;
  }
  return nullptr;
}

}  // namespace ocellus::platform
