// The linker's map: which object or library every byte of a program came from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ocellus::tools {

struct MapPiece {
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
  std::string origin;  // as the linker was told: "runtime/track/libruntime_track.a(scene.cpp.o)"
};

// Everything that GNU ld's -Map says lies in the program's memory, by address. Lines of other forms
// are passed over: what no piece covers has no origin.
std::vector<MapPiece> read_link_map(std::string_view text);

}  // namespace ocellus::tools
