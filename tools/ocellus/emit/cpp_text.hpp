// Values as C++ source.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "runtime/isa.hpp"

namespace ocellus::tools {

// Exactly this value: 0x1.010102p-7F.
std::string float_literal(float value);

// With quotes; what is not printable ASCII is written as octal escapes.
std::string string_literal(std::string_view text);

// Fit for a comment: printable ASCII without backslashes, which could continue the line.
std::string comment_text(std::string_view text);

// "kModel" and "avx2" give "kModel__avx2"; in C++ and in assembler.
std::string isa_name(std::string_view stem, std::string_view isa);

// "Isa::kAvx2".
std::string_view isa_enumerator(Isa isa);

// The symbol of a variable in nested namespaces, as the Itanium C++ ABI mangles it.
std::string mangled_variable(std::span<const std::string_view> namespaces, std::string_view name);

}  // namespace ocellus::tools
