#include "tools/ocellus/emit/cpp_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace ocellus::tools {
namespace {

bool printable(char c) { return c >= ' ' && c <= '~'; }

}  // namespace

std::string float_literal(float value) {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(),
                                          std::fabs(value), std::chars_format::hex);
  return (std::signbit(value) ? "-0x" : "0x") + std::string(digits.data(), end) + "F";
}

std::string string_literal(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (printable(c)) {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += '\\';
      for (const int shift : {6, 3, 0}) {
        result += static_cast<char>('0' + ((byte >> shift) & 7));
      }
    }
  }
  return result + "\"";
}

std::string comment_text(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (!printable(c) || c == '\\') c = '_';
  }
  return result;
}

std::string isa_name(std::string_view stem, std::string_view isa) {
  return std::string(stem) + "__" + std::string(isa);
}

std::string_view isa_enumerator(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      break;
    case Isa::kAvx2:
      return "Isa::kAvx2";
    case Isa::kAvx512Vnni:
      return "Isa::kAvx512Vnni";
    case Isa::kNeon:
      return "Isa::kNeon";
    case Isa::kNeonDot:
      return "Isa::kNeonDot";
    case Isa::kRv32:
      return "Isa::kRv32";
  }
  return "Isa::kScalar";
}

std::string mangled_variable(std::span<const std::string_view> namespaces, std::string_view name) {
  std::string result = "_ZN";
  for (const std::string_view part : namespaces) {
    result += std::to_string(part.size()) + std::string(part);
  }
  return result + std::to_string(name.size()) + std::string(name) + "E";
}

}  // namespace ocellus::tools
