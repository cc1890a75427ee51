// Where a program's bytes go: code apart from weights, by room and by kernel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/ocellus/size/elf.hpp"
#include "tools/ocellus/size/link_map.hpp"

namespace ocellus::tools {

// Code of one kind: of a room of the house, of a library, or of a kernel.
struct CodeBytes {
  std::string name;         // "runtime/track", "libjpeg"; of a kernel "conv2d_s8"
  std::string isa = {};     // of a kernel and of what belongs to one instruction set; else empty
  std::uint64_t bytes = 0;  // padding between functions included
  std::size_t functions = 0;
};

struct Weights {
  std::string model;  // "ssd_mobilenet_v2_oidv4"
  std::string isa;
  std::uint64_t bytes = 0;
};

struct Sizes {
  std::string machine;
  std::uint64_t code = 0;       // everything executable
  std::uint64_t constants = 0;  // read-only data without weights
  std::uint64_t unwinding = 0;
  std::uint64_t weights = 0;  // all models' packed parameters
  std::uint64_t data = 0;     // writable, with initial values
  std::uint64_t zeroed = 0;   // writable, zero at the start
  std::vector<Weights> models;
  std::vector<CodeBytes> rooms;    // most bytes first; "kernels" is all of the next
  std::vector<CodeBytes> kernels;  // most bytes first
  // By instruction set that the program carries: all its code, less what belongs to the others.
  std::vector<CodeBytes> alone;
};

Sizes sizes_of(const ElfProgram& program, const std::vector<MapPiece>& map);

// For people.
std::string text_of(const Sizes& sizes, const std::string& path);
// One document.
std::string json_of(const Sizes& sizes, const std::string& path);
// A bar for each room and each kernel.
std::string chart_of(const Sizes& sizes, const std::string& title);

}  // namespace ocellus::tools
