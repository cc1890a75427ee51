// A program's machine code as objdump lists it, and the innermost loops in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ocellus::tools {

struct Instruction {
  std::uint64_t address = 0;
  std::string text;  // "smull\tv0.8h, v1.8b, v2.8b"; without comments
};

struct Loop {
  std::string function;
  std::vector<Instruction> body;  // the last of them jumps to the first

  std::uint64_t begin() const { return body.front().address; }
  std::uint64_t end() const { return body.back().address + 4; }
};

// The loops without a loop inside, of an AArch64 program. `listing` is what
// `objdump -d -C --no-show-raw-insn` writes.
std::vector<Loop> innermost_loops(std::string_view listing);

// How many products an instruction adds up or begins with: of SMULL, SMLAL and their second halves
// from bytes 8, of SDOT 16, of others none.
int multiply_accumulates(const Instruction& instruction);

// Where a branch goes to; 0 when it is none, or goes where a register says.
std::uint64_t branch_target(const Instruction& instruction);

}  // namespace ocellus::tools
