// The camera's command line: a configuration, and what overrules it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "apps/camera/settings.hpp"

namespace ocellus::camera {

struct CommandLine {
  Settings settings;
  Name isa;                       // empty: the best this processor has
  int threads = 1;                // that infer, the program's own included
  std::uint64_t frame_limit = 0;  // stop after as many frames; 0: at the source's end
};

// Reads the words after the program's name, the configuration among them. Returns the exit code
// when the program is to end here, help or a complaint having been printed: 0 or 2.
std::optional<int> read_command_line(std::span<char* const> words, CommandLine& line);

}  // namespace ocellus::camera
