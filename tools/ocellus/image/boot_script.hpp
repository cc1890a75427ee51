// What U-Boot executes on the first partition: boot.scr.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "platform/linux_board.hpp"

namespace ocellus::tools {

// The commands: choose a slot and count that (slot_commands.hpp), load its kernel and initramfs and
// start them; those of the other slot where a file cannot be read; reset where neither can. The
// kernel is told `ocellus.slot=2` or 3, its partition, and `ocellus.boots=`.
std::string boot_script(const platform::LinuxBoard& board, const platform::UBoot& loader);

// Commands in the form that U-Boot finds by itself, its "legacy image" of type script: a header of
// 64 bytes, most significant byte first,
//
//   offset  bytes  what
//        0      4  0x27051956
//        4      4  CRC-32 of the header with zero here
//        8      4  time: 0, so that the same commands give the same bytes
//       12      4  length of what follows the header
//       16      8  load address and entry point: 0
//       24      4  CRC-32 of what follows the header
//       28      4  system 5 (Linux), processor 22 (arm64), type 6 (script), compression 0 (none)
//       32     32  name, filled with zeros
//
// then the lengths of the parts, 4 bytes each and 4 zero bytes at their end, then the one part.
// `name`: at most 32 letters.
std::vector<std::byte> script_image(std::string_view commands, std::string_view name);

}  // namespace ocellus::tools
