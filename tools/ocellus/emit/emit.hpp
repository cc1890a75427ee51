// A compilation as C++: one header, and for each ISA a source, its packed parameters and the
// assembler file that brings them into read-only memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/emit/compilation.hpp"
#include "tools/ocellus/emit/emit_source.hpp"

namespace ocellus::tools {

struct EmittedFile {
  std::string name;  // without a folder
  std::vector<std::byte> bytes;
};

// How emitted sources are compiled by those who do it themselves, beside the flags of their ISA.
inline constexpr std::string_view kEmittedFlags =
    "-fno-exceptions -fno-rtti -fno-math-errno -ffp-contract=off -w";

// NAME.hpp, then NAME__ISA.cpp, .S and .bin for each ISA. The same compilation gives the same bytes
// on every machine. With `golden`, also what self-tests hold the model against.
std::vector<EmittedFile> emit(const Compilation& compilation, StepTable table = StepTable::kNone,
                              const GoldenRun* golden = nullptr);

}  // namespace ocellus::tools
