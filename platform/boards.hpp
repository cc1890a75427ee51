// Every board, by name. Adding one is a folder with its board.hpp, a line here and a preset.
#pragma once

#include "platform/generic-aarch64/board.hpp"
#include "platform/host/board.hpp"
#include "platform/virt/board.hpp"

namespace ocellus::platform {

inline constexpr const Board* kBoards[] = {&kHost, &kGenericAarch64, &kVirt};

// Those that images are made for.
inline constexpr const LinuxBoard* kLinuxBoards[] = {&kVirtLinux};

// nullptr when there is no such board.
constexpr const Board* find_board(std::string_view name) {
  for (const Board* board : kBoards) {
    if (board->name == name) return board;
  }
  return nullptr;
}

// nullptr when there is no such board, or no image for it.
constexpr const LinuxBoard* find_linux_board(std::string_view name) {
  for (const LinuxBoard* linux_board : kLinuxBoards) {
    if (linux_board->board->name == name) return linux_board;
  }
  return nullptr;
}

}  // namespace ocellus::platform
