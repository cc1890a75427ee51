// What the words after the program's name ask for.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "apps/bench/built_in.hpp"

namespace ocellus::bench {

inline constexpr std::size_t kMostRuns = 10'000;

struct CommandLine {
  const BuiltIn* model = nullptr;  // nullptr: all of them
  std::string_view isa;            // empty: the best here
  int threads = 1;
  std::size_t runs = 100;
  bool layers = false;
  bool json = false;
};

// Nothing when the program is to go on; otherwise its exit code, after the help or one complaint.
std::optional<int> read_command_line(std::span<char* const> words, CommandLine& line);

}  // namespace ocellus::bench
