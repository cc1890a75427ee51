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

std::string text(const kernels::Extent& e) {
  return braces("", {{"height", e.height}, {"width", e.width}, {"channels", e.channels}});
}

std::string text(const kernels::Window& w) {
  return braces("", {{"height", w.height},
                     {"width", w.width},
                     {"stride_y", w.stride_y},
                     {"stride_x", w.stride_x},
                     {"dilation_y", w.dilation_y},
                     {"dilation_x", w.dilation_x},
                     {"pad_top", w.pad_top},
                     {"pad_left", w.pad_left}});
}

}  // namespace

std::string initializer(const kernels::Copy& op) {
  return braces(
      "Copy",
      {{"rows", op.rows}, {"row_bytes", op.row_bytes}, {"output_stride", op.output_stride}});
}

std::string initializer(const kernels::Lookup& op) { return braces("Lookup", {{"size", op.size}}); }

std::string initializer(const kernels::Pool2d& op) {
  const char* const kind = op.kind == kernels::PoolKind::kAverage ? "kernels::PoolKind::kAverage"
                                                                  : "kernels::PoolKind::kMax";
  return braces("Pool2d", {{"kind", std::string(kind)},
                           {"input", text(op.input)},
                           {"output", text(op.output)},
                           {"window", text(op.window)},
                           {"low", op.low},
                           {"high", op.high}});
}

}  // namespace ocellus::tools
