// The commands that are part of this program: `ocellus NAME ...` calls NAME_command.
//
// To add one: write commands/NAME.cpp, declare its function here, and give it a row in kCommands.
// A command can also be a program of its own called ocellus-NAME in the same folder as ocellus.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace ocellus::tools {

struct Command {
  std::string_view name;
  std::string_view summary;  // one line for `ocellus --help`
  // `words` are those after the command's name; returns an exit code (see arguments.hpp).
  int (*run)(std::span<char* const> words);
};

int board_command(std::span<char* const> words);
int bundle_command(std::span<char* const> words);
int compile_command(std::span<char* const> words);
int diff_command(std::span<char* const> words);
int flash_command(std::span<char* const> words);
int image_command(std::span<char* const> words);
int keygen_command(std::span<char* const> words);
int log_command(std::span<char* const> words);
int quantize_command(std::span<char* const> words);
int size_command(std::span<char* const> words);
int verify_command(std::span<char* const> words);

inline constexpr auto kCommands = std::to_array<Command>({
    {"board", "starts an image on the virtual board: QEMU with a camera, a screen and GPIO",
     board_command},
    {"bundle", "makes a signed update of the system in a disk image", bundle_command},
    {"compile", "turns an int8 model into C++ for a board", compile_command},
    {"diff", "says which layers of an int8 model differ most from the float one", diff_command},
    {"flash", "writes a disk image to an SD card or a disk, and reads it back", flash_command},
    {"image", "makes a disk image that a board boots from", image_command},
    {"keygen", "makes the keys that sign updates and that devices know", keygen_command},
    {"log", "shows what a device wrote down, from its card or an image of it", log_command},
    {"quantize", "turns a float model into an int8 model", quantize_command},
    {"size", "says where the bytes of a program's code go, by room and by kernel", size_command},
    {"verify", "says whether a bundle is whole, and signed by whom it should be", verify_command},
});

}  // namespace ocellus::tools
