// Every board, by name. Adding one is a folder with its board.hpp, a line here and a preset.
#pragma once

#include "platform/generic-aarch64/board.hpp"
#include "platform/host/board.hpp"
#include "platform/nuc/board.hpp"
#include "platform/rpi-zero2w/board.hpp"
#include "platform/rpi3/board.hpp"
#include "platform/rpi4/board.hpp"
#include "platform/rpi5/board.hpp"
#include "platform/virt/board.hpp"

namespace ocellus::platform {

inline constexpr const Board* kBoards[] = {&kHost, &kGenericAarch64, &kVirt,      &kRpi3,
                                           &kRpi4, &kRpi5,           &kRpiZero2w, &kNuc};

// Those that images are made for.
inline constexpr const LinuxBoard* kLinuxBoards[] = {
    &kVirtLinux,      &kRpi3Linux,           &kRpi4Linux, &kRpi5Linux,
    &kRpiZero2wLinux, &kGenericAarch64Linux, &kNucLinux};

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
