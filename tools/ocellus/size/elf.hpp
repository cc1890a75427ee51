// What an ELF program says about itself: its sections and its symbols.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

enum class SectionKind {
  kCode,         // executable
  kConstants,    // read-only
  kUnwinding,    // read-only: what a debugger or an exception needs to walk the stack
  kData,         // writable, with initial values in the file
  kZeroed,       // writable, zero at the start: takes memory but no storage
  kNotInMemory,  // debugging information, symbols
};

struct Section {
  std::string name;
  SectionKind kind = SectionKind::kNotInMemory;
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
};

struct Symbol {
  std::string name;  // mangled
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
};

struct ElfProgram {
  std::string machine;            // "x86-64", "aarch64"
  std::vector<Section> sections;  // in the file's order
  std::vector<Symbol> symbols;    // functions and objects that have a size, in the file's order
};

// `file` is a whole 64-bit little-endian program with its symbols; `path` is what failures call it.
Result<ElfProgram> read_elf(std::span<const std::byte> file, const std::string& path);

}  // namespace ocellus::tools
