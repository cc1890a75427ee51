// `ocellus COMMAND ...`: finds the command, in this program or beside it, and runs it.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "tools/ocellus/commands/arguments.hpp"
#include "tools/ocellus/commands/commands.hpp"

namespace {

using ocellus::tools::Command;
using ocellus::tools::kCommands;
using ocellus::tools::kExitDone;
using ocellus::tools::kExitFailed;
using ocellus::tools::kExitMisused;

constexpr std::string_view kPrefix = "ocellus-";

// The folder of the running program, where the commands that are programs of their own lie too.
std::filesystem::path program_folder() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path(".") : program.parent_path();
}

bool well_formed(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// Names of the programs ocellus-NAME beside this one, sorted.
std::vector<std::string> neighbours() {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(program_folder(), error), end;
       !error && entry != end; entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (!file.starts_with(kPrefix) || access(entry->path().c_str(), X_OK) != 0) continue;
    if (well_formed(file.substr(kPrefix.size()))) names.push_back(file.substr(kPrefix.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

void print_help(std::FILE* stream) {
  std::fputs(
      "usage: ocellus COMMAND [ARGUMENT...]\n\n"
      "Turns a TensorFlow Lite model into code for a camera board, and looks after both.\n\n"
      "commands:\n",
      stream);
  for (const Command& command : kCommands) {
    std::fprintf(stream, "  %-10.*s %.*s\n", static_cast<int>(command.name.size()),
                 command.name.data(), static_cast<int>(command.summary.size()),
                 command.summary.data());
  }
  for (const std::string& name : neighbours()) {
    std::fprintf(stream, "  %-10s see 'ocellus %s --help'\n", name.c_str(), name.c_str());
  }
  std::fputs(
      "\n'ocellus COMMAND --help' explains a command; 'ocellus --version' prints the version.\n"
      "Exit codes: 0 done, 1 failed, 2 misused.\n",
      stream);
}

// Becomes the program ocellus-NAME; returns only when there is none or it cannot be started.
int run_neighbour(std::string_view name, std::span<char*> words) {
  const std::string path = program_folder() / (std::string(kPrefix) + std::string(name));
  if (!well_formed(name) || access(path.c_str(), F_OK) != 0) {
    std::fprintf(stderr, "ocellus: unknown command '%.*s'; see 'ocellus --help'\n",
                 static_cast<int>(name.size()), name.data());
    return kExitMisused;
  }
  std::string program = path;
  std::vector<char*> arguments = {program.data()};
  arguments.insert(arguments.end(), words.begin(), words.end());
  arguments.push_back(nullptr);
  execv(path.c_str(), arguments.data());
  std::fprintf(stderr, "%s: cannot be started: %s; build it again\n", path.c_str(),
               std::strerror(errno));
  return kExitFailed;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> words(argv, static_cast<std::size_t>(argc));
  if (words.size() < 2) {
    print_help(stderr);
    return kExitMisused;
  }
  const std::string_view name = words[1];
  if (name == "--help" || name == "-h") {
    print_help(stdout);
    return kExitDone;
  }
  if (name == "--version") {
    std::puts("ocellus " OCELLUS_VERSION);
    return kExitDone;
  }
  if (name.starts_with("-")) {
    std::fprintf(stderr, "ocellus: unknown option '%s'; see 'ocellus --help'\n", words[1]);
    return kExitMisused;
  }
  for (const Command& command : kCommands) {
    if (command.name == name) return command.run(words.subspan(2));
  }
  return run_neighbour(name, words.subspan(2));
}
