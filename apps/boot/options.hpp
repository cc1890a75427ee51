// What the boot loader may tell boot: the words after `--` on the kernel's command line.
//
//   console=ttyAMA0 panic=5 -- --partition /dev/mmcblk1p1 --stop 3
#pragma once

#include <chrono>
#include <span>

#include "apps/boot/instant.hpp"
#include "apps/boot/system.hpp"

namespace ocellus::boot {

struct Options {
  // The boot partition's device. nullptr: the first that is there (boot_partition.hpp).
  const char* partition = nullptr;
  // How long to wait for that device before the camera starts without it; 0 to 3600 s.
  Duration patience = std::chrono::seconds(5);
  // A camera that lives so long is healthy; 1 to 3600 s.
  Duration healthy = std::chrono::seconds(60);
  // A slot on trial that is healthy so long is confirmed; 1 to 3600 s.
  Duration confirm = std::chrono::minutes(10);
  // From asking the camera to end to killing it; 0 to 3600 s.
  Duration stop = std::chrono::seconds(5);
  // What the watchdog is asked to count, if the board's counts so long; 10 to 3600 s. 0: it is left
  // alone, for an emulator whose watchdog is no good.
  Duration watchdog = std::chrono::seconds(15);
};

// Reads the words after the program's name. A word that is not understood costs one line and is
// left out: the kernel hands on what it does not know itself, and a board must start whatever
// stands there. The result points into `words`.
Options read_options(std::span<const char* const> words, System& system);

}  // namespace ocellus::boot
