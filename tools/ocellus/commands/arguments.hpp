// The words after a command's name: options and operands, parsed and refused alike everywhere.
//
//   constexpr Option kOptions[] = {
//       {.name = "--board", .value = "NAME", .help = "the board to compile for", .required = true},
//       {.name = "--json", .help = "print the report as one JSON document"}};
//   constexpr Usage kUsage = {.command = "ocellus compile", ...};
//
//   int compile_command(std::span<char* const> words) {
//     Arguments arguments;
//     if (const auto exit = arguments.parse(kUsage, words)) return *exit;
//     ... arguments.value("--board") ...
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// What every command returns to the shell.
inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;   // the work could not be done
inline constexpr int kExitMisused = 2;  // the command line makes no sense

struct Option {
  std::string_view name;             // "--board"
  std::string_view short_name = {};  // "-b", or empty
  std::string_view value = {};       // what help calls its value: "NAME"; empty for a flag
  std::string_view help = {};        // one line, no full stop
  bool required = false;
};

struct Usage {
  std::string_view command;        // "ocellus compile"
  std::string_view summary;        // one line
  std::string_view operands = {};  // as help shows them: "MODEL.tflite"
  std::size_t least_operands = 0;
  std::size_t most_operands = 0;
  std::span<const Option> options = {};  // without --help, which every command has
  std::string_view example = {};         // one command line that works
};

class Arguments {
 public:
  // Reads `words`, which hold neither the program's nor the command's name. An option is written
  // "--name value" or "--name=value"; "--" ends the options. Returns nothing when the command is
  // to go on; otherwise its exit code, after the help or one line of complaint has been printed.
  // The words must outlive this object.
  [[nodiscard]] std::optional<int> parse(const Usage& usage, std::span<char* const> words);

  // `name` is the option's long name. The last of several wins.
  bool has(std::string_view name) const { return values_.contains(name); }
  std::optional<std::string_view> value(std::string_view name) const;
  std::string_view value_or(std::string_view name, std::string_view fallback) const;
  std::span<const std::string_view> operands() const { return operands_; }

  // The value of a whole-number option, `fallback` when it is absent. Not a number, or outside
  // low..high: a Failure fit for `misuse`.
  Result<std::int64_t> number(std::string_view name, std::int64_t low, std::int64_t high,
                              std::int64_t fallback) const;

 private:
  std::map<std::string_view, std::string_view> values_;
  std::vector<std::string_view> operands_;
};

// The text of --help.
std::string help(const Usage& usage);

// Prints one line on stderr and returns kExitMisused: for what a command itself finds wrong with
// its arguments.
int misuse(const Usage& usage, std::string_view what);

// Prints a failure on stderr and returns kExitFailed.
int report(const Failure& failure);

}  // namespace ocellus::tools
