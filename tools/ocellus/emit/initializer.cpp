#include "tools/ocellus/emit/initializer.hpp"

#include <concepts>
#include <initializer_list>
#include <string_view>

namespace ocellus::tools {
namespace {

// One field of an operator and its value as C++.
struct Field {
  std::string_view name;
  std::string value;

  Field(std::string_view field, std::integral auto number)
      : name(field), value(std::to_string(number)) {}
  Field(std::string_view field, std::string text) : name(field), value(std::move(text)) {}
};

std::string braces(std::string_view type, std::initializer_list<Field> fields) {
  std::string text = std::string(type) + "{";
  for (const Field& field : fields) {
    if (text.back() != '{') text += ", ";
    text += "." + std::string(field.name) + " = " + field.value;
  }
  return text + "}";
}

}  // namespace

std::string initializer(const kernels::Copy& op) {
  return braces(
      "Copy",
      {{"rows", op.rows}, {"row_bytes", op.row_bytes}, {"output_stride", op.output_stride}});
}

std::string initializer(const kernels::Lookup& op) { return braces("Lookup", {{"size", op.size}}); }

}  // namespace ocellus::tools
