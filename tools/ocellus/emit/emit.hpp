// A compilation as C++: one header, and for each ISA a source, its packed parameters and the
// assembler file that brings them into read-only memory.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/ocellus/emit/compilation.hpp"
#include "tools/ocellus/emit/emit_source.hpp"

namespace ocellus::tools {

struct EmittedFile {
  std::string name;  // without a folder
  std::vector<std::byte> bytes;
};

// NAME.hpp, then NAME__ISA.cpp, .S and .bin for each ISA. The same compilation gives the same bytes
// on every machine.
std::vector<EmittedFile> emit(const Compilation& compilation, StepTable table = StepTable::kNone);

}  // namespace ocellus::tools
