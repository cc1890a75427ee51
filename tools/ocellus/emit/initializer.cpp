#include "tools/ocellus/emit/initializer.hpp"

#include <concepts>
#include <initializer_list>
#include <span>
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

std::string text(const kernels::Output& o) {
  return braces("", {{"zero_point", o.zero_point}, {"low", o.low}, {"high", o.high}});
}

std::string text(const kernels::Multiplier& m) {
  return braces("", {{"multiplier", m.multiplier}, {"shift", m.shift}});
}

std::string text(const kernels::Loop (&loops)[kernels::Reduce::kLoops]) {
  std::string s;
  for (const kernels::Loop& loop : loops) {
    s += (s.empty() ? "{" : ", ") + braces("", {{"count", loop.count}, {"stride", loop.stride}});
  }
  return s + "}";
}

std::string list(std::span<const std::int32_t> numbers) {
  std::string text = "{";
  for (const std::int32_t number : numbers) {
    text += (text.size() == 1 ? "" : ", ") + std::to_string(number);
  }
  return text + "}";
}

std::string text(kernels::Broadcast::Kind kind) {
  using Kind = kernels::Broadcast::Kind;
  const std::string scope = "kernels::Broadcast::Kind::";
  switch (kind) {
    case Kind::kAdd:
      return scope + "kAdd";
    case Kind::kSub:
      return scope + "kSub";
    case Kind::kMul:
      return scope + "kMul";
    case Kind::kMaximum:
      return scope + "kMaximum";
    case Kind::kMinimum:
      return scope + "kMinimum";
    case Kind::kPrelu:
      return scope + "kPrelu";
  }
  return scope;
}

}  // namespace

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

std::string initializer(const kernels::Reduce& op) {
  const char* const kind = op.kind == kernels::ReduceKind::kSum ? "kernels::ReduceKind::kSum"
                                                                : "kernels::ReduceKind::kMax";
  return braces("Reduce", {{"kind", std::string(kind)},
                           {"kept", text(op.kept)},
                           {"reduced", text(op.reduced)},
                           {"offset", op.offset},
                           {"multiplier", text(op.multiplier)},
                           {"output_zero_point", op.output_zero_point}});
}

std::string initializer(const kernels::ArgMax& op) {
  return braces("ArgMax", {{"outer", op.outer},
                           {"size", op.size},
                           {"inner", op.inner},
                           {"index_bytes", op.index_bytes}});
}

std::string initializer(const kernels::ResizeBilinear& op) {
  return braces("ResizeBilinear", {{"input", text(op.input)}, {"output", text(op.output)}});
}

std::string initializer(const kernels::GroupedConv2d& op) {
  return braces("GroupedConv2d", {{"input", text(op.input)},
                                  {"output", text(op.output)},
                                  {"window", text(op.window)},
                                  {"groups", op.groups},
                                  {"input_zero_point", op.input_zero_point},
                                  {"quantized", text(op.quantized)}});
}

std::string initializer(const kernels::TransposeConv& op) {
  return braces("TransposeConv", {{"input", text(op.input)},
                                  {"output", text(op.output)},
                                  {"window", text(op.window)},
                                  {"input_zero_point", op.input_zero_point},
                                  {"quantized", text(op.quantized)}});
}

std::string initializer(const kernels::Remap& op) {
  std::string shape = "{{";
  for (std::uint32_t d = 0; d < op.dimensions; ++d) {
    const kernels::Remap::Dimension& dimension = op.shape[d];
    if (d > 0) shape += ", ";
    shape += "{" + std::to_string(dimension.size) + ", " + std::to_string(dimension.stride) + ", " +
             std::to_string(dimension.step) + ", " + std::to_string(dimension.table) + "}";
  }
  return braces("Remap", {{"dimensions", op.dimensions},
                          {"run_bytes", op.run_bytes},
                          {"first", op.first},
                          {"fill", op.fill},
                          {"shape", shape + "}}"}});
}

std::string initializer(const kernels::Broadcast& op) {
  return braces("Broadcast", {{"kind", text(op.kind)},
                              {"dims", list(op.dims)},
                              {"first_strides", list(op.first_strides)},
                              {"second_strides", list(op.second_strides)},
                              {"first_zero_point", op.first_zero_point},
                              {"second_zero_point", op.second_zero_point},
                              {"first", text(op.first)},
                              {"second", text(op.second)},
                              {"product", text(op.product)},
                              {"quantized", text(op.quantized)}});
}

std::string initializer(const kernels::Softmax& op) {
  return braces("Softmax", {{"rows", op.rows}, {"depth", op.depth}});
}

std::string initializer(const kernels::L2Normalization& op) {
  return braces("L2Normalization",
                {{"rows", op.rows}, {"depth", op.depth}, {"zero_point", op.zero_point}});
}

std::string initializer(const kernels::Quantize& op) {
  return braces("Quantize",
                {{"size", op.size}, {"scale_bits", op.scale_bits}, {"zero_point", op.zero_point}});
}

std::string initializer(const kernels::Dequantize& op) {
  return braces("Dequantize", {{"size", op.size},
                               {"scale_bits", op.scale_bits},
                               {"zero_point", op.zero_point},
                               {"is_unsigned", op.is_unsigned}});
}

std::string initializer(const kernels::DetectionPostProcess& op) {
  return braces("DetectionPostProcess", {{"boxes", op.boxes},
                                         {"code_width", op.code_width},
                                         {"score_width", op.score_width},
                                         {"classes", op.classes},
                                         {"places", op.places},
                                         {"max_detections", op.max_detections},
                                         {"detections_per_class", op.detections_per_class},
                                         {"classes_per_detection", op.classes_per_detection},
                                         {"regular", op.regular},
                                         {"score_threshold_bits", op.score_threshold_bits},
                                         {"iou_threshold_bits", op.iou_threshold_bits},
                                         {"y_scale_bits", op.y_scale_bits},
                                         {"x_scale_bits", op.x_scale_bits},
                                         {"height_scale_bits", op.height_scale_bits},
                                         {"width_scale_bits", op.width_scale_bits}});
}

}  // namespace ocellus::tools
