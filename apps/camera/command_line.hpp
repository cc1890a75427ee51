// The camera's command line: a configuration, and what overrules it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "apps/camera/settings/keeper.hpp"
#include "apps/camera/settings/settings.hpp"

namespace ocellus::camera {

// Where settings are looked for beside the file that the command line names.
struct SettingsPlaces {
  bool on_board = false;  // wrong settings do not end the program: keeper.choose() finds others
  const char* shipped = nullptr;
  storage::SettingsHistory* history = nullptr;
};

struct CommandLine {
  const char* configuration = nullptr;  // the file's path
  SettingsOrigin origin = SettingsOrigin::kBuiltIn;
  Settings settings;
  Name isa;                    // empty: the best this processor has
  std::optional<int> threads;  // that infer, the program's own included; none: as the board likes
  std::uint64_t frame_limit = 0;  // stop after as many frames; 0: at the source's end
};

// Reads the words after the program's name, and the settings with `keeper`. Returns the exit code
// when the program is to end here, help or a complaint having been printed: 0 or 2. On a board the
// keeper knows what is wrong with the settings, and nothing is printed of it.
std::optional<int> read_command_line(std::span<char* const> words, const SettingsPlaces& places,
                                     SettingsKeeper& keeper, CommandLine& line);

}  // namespace ocellus::camera
