// Emitted C++ into a shared library, by the compiler that this program was built with.
#pragma once

#include <string>
#include <vector>

#include "runtime/isa.hpp"
#include "tools/ocellus/emit/emit.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// The library's path. `files` are what emit() gave for one ISA. When a library made from the same
// files, headers and flags is there already, it is taken; otherwise a line on stderr says what is
// being waited for.
Result<std::string> compile_library(const std::string& name, Isa isa,
                                    const std::vector<EmittedFile>& files);

}  // namespace ocellus::tools
