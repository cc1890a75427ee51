#include "tools/ocellus/emit/emit_source.hpp"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <variant>

#include "tools/ocellus/emit/cpp_text.hpp"
#include "tools/ocellus/emit/initializer.hpp"

namespace ocellus::tools {
namespace {

template <typename T>
std::string number(T value) {
  return std::to_string(value);
}

std::string text(const kernels::Extent& e) {
  return "{" + number(e.height) + ", " + number(e.width) + ", " + number(e.channels) + "}";
}

std::string text(const kernels::Output& o) {
  return "{.zero_point = " + number(o.zero_point) + ", .low = " + number(o.low) +
         ", .high = " + number(o.high) + "}";
}

std::string text(const kernels::Multiplier& m) {
  return "{" + number(m.multiplier) + ", " + number(m.shift) + "}";
}

std::string text(const kernels::Window& w) {
  return "{.height = " + number(w.height) + ", .width = " + number(w.width) +
         ", .stride_y = " + number(w.stride_y) + ", .stride_x = " + number(w.stride_x) +
         ",\n                 .dilation_y = " + number(w.dilation_y) +
         ", .dilation_x = " + number(w.dilation_x) + ", .pad_top = " + number(w.pad_top) +
         ", .pad_left = " + number(w.pad_left) + "}";
}

// Converters glue the names of everything that they fused together: the first is enough.
std::string short_name(std::string_view tensor_name) {
  constexpr std::size_t kLongest = 90;
  return comment_text(tensor_name.substr(0, std::min(tensor_name.find(';'), kLongest)));
}

// Writes the statements of run().
class Statements {
 public:
  Statements(const Compilation& compilation, const PackedProgram& packed)
      : plan_(compilation.plan), packed_(packed), isa_(name(packed.isa)) {}

  std::string statement(const Step& step, std::size_t index) const {
    const std::string call =
        std::visit([&](const auto& kernel) { return this->call(kernel, step, index); }, step.call);
    return "\n  // Operator " + describe(step) + "\n  // " + short_name(step.tensor_name) + "\n" +
           call;
  }

 private:
  template <typename Op>
  std::string call(const Convolution<Op>& convolution, const Step& step, std::size_t index) const {
    constexpr bool kDepthwise = std::is_same_v<Op, kernels::DepthwiseConv2d>;
    const Op op = packed_.specialised(convolution, index);
    const PackedStep& packed = packed_.steps[index];
    return "  kernels::" + isa_name(kDepthwise ? "depthwise_conv2d_s8" : "conv2d_s8", isa_) +
           "<kernels::" + (kDepthwise ? "DepthwiseConv2d" : "Conv2d") +
           "{\n      .input = " + text(op.input) + ", .output = " + text(op.output) +
           ",\n      .window = " + text(op.window) +
           ",\n      .input_zero_point = " + number(op.input_zero_point) +
           ",\n      .quantized = " + text(op.quantized) + ",\n      .requantize = kernels::" +
           (op.requantize == kernels::Requantize::kFloat ? "Requantize::kFloat"
                                                         : "Requantize::kInteger") +
           "}>(\n      " + memory(step.inputs[0]) + ", parameters + " + number(packed.offset) +
           ", " + memory(step.outputs[0]) + ", " +
           (packed.scratch_bytes == 0 ? "nullptr"
                                      : "arena + " + number(plan_.scratch_offsets[index])) +
           ");\n";
  }

  std::string call(const kernels::Add& op, const Step& step, std::size_t) const {
    return "  kernels::" + isa_name("add_s8", isa_) +
           "<kernels::Add{\n      .size = " + number(op.size) +
           ", .first_zero_point = " + number(op.first_zero_point) +
           ", .second_zero_point = " + number(op.second_zero_point) +
           ",\n      .first = " + text(op.first) + ", .second = " + text(op.second) +
           ", .sum = " + text(op.sum) + ",\n      .quantized = " + text(op.quantized) +
           "}>(\n      " + memory(step.inputs[0]) + ", " + memory(step.inputs[1]) + ", " +
           memory(step.outputs[0]) + ");\n";
  }

  // A portable operator: inlined here, where it is compiled for this instruction set.
  template <typename Op>
  std::string call(const Op& op, const Step& step, std::size_t index) const {
    std::string operands = ".inputs = {";
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
      const Place& place = step.inputs[i];
      operands += i == 0 ? "" : ", ";
      operands += place.storage == kConstants
                      ? "parameters + " + number(packed_.steps[index].offset + place.offset)
                      : "arena + " + number(plan_.offset(place));
    }
    operands += "}, .outputs = {";
    for (std::size_t i = 0; i < step.outputs.size(); ++i) {
      operands += i == 0 ? "arena + " : ", arena + ";
      operands += number(plan_.offset(step.outputs[i]));
    }
    operands += "}";
    if (!step.constants.empty()) {
      operands += ",\n       .constants = parameters + " + number(packed_.steps[index].offset);
    }
    if (step.scratch_bytes != 0) {
      operands += ", .scratch = arena + " + number(plan_.scratch_offsets[index]);
    }
    return "  kernels::run(kernels::" + initializer(op) + ",\n      {" + operands + "});\n";
  }

  std::string memory(const Place& place) const { return "memory + " + number(plan_.offset(place)); }

  const Plan& plan_;
  const PackedProgram& packed_;
  std::string_view isa_;
};

// A function's parameters and the names that statements use.
std::string head(const std::string& parameters) {
  return "([[maybe_unused]] std::byte* arena) noexcept {\n"
         "  [[maybe_unused]] const std::byte* const parameters = " +
         parameters +
         ";\n"
         "  [[maybe_unused]] std::int8_t* const memory = reinterpret_cast<std::int8_t*>(arena);\n";
}

std::string step_table(const Compilation& c, const PackedProgram& packed) {
  const Statements statements(c, packed);
  std::string s = "\nnamespace ocellus::models::" + c.name + " {\nnamespace {\n";
  std::string table;
  for (const std::size_t step : c.plan.order) {
    const std::string function = "step_" + number(step);
    s += "\nvoid " + function + head(parameters_name(packed.isa)) +
         statements.statement(c.program.steps[step], step) + "}\n";
    table += "    " + function + ",\n";
  }
  const std::string type =
      "void (*const " + isa_name("kSteps", name(packed.isa)) + "[])(std::byte*) noexcept";
  return s + "\n}  // namespace\n\nextern " + type + ";\n" + type + " = {\n" + table +
         "};\n\n}  // namespace ocellus::models::" + c.name + "\n";
}

}  // namespace

std::string parameters_name(Isa isa) { return isa_name("kParameters", name(isa)); }

std::string emit_source(const Compilation& c, const PackedProgram& packed, StepTable table) {
  const std::string_view isa = name(packed.isa);
  const std::string parameters = parameters_name(packed.isa);
  std::string s = "// Written by ocellus compile from " + comment_text(c.source) + " for " +
                  std::string(c.board->name) + ", " + std::string(isa) +
                  ". Do not edit: compile the model again.\n"
                  "#include \"" +
                  c.name + ".hpp\"\n\n#include <cstddef>\n#include <cstdint>\n\n";
  for (const char* stem : {"add_s8", "conv2d_s8"}) {
    s += "#include \"runtime/kernels/" + isa_name(stem, isa) + ".hpp\"\n";
  }
  s += "#include \"runtime/kernels/" + isa_name("depthwise_conv2d_s8", isa) +
       ".hpp\"\n#include \"runtime/kernels/portable_operators.hpp\"\n";
  s += "\nnamespace ocellus::models::" + c.name + " {\n\n// The packed weights, from " +
       isa_name(c.name, isa) + ".S.\nextern const std::byte " + parameters +
       "[];\n\nnamespace {\n\nvoid run" + head(parameters);
  const Statements statements(c, packed);
  for (const std::size_t step : c.plan.order) {
    s += statements.statement(c.program.steps[step], step);
  }
  s +=
      "}\n\n}  // namespace\n\nconstinit const Model " + isa_name("kModel", isa) +
      " = {\n    .name = \"" + c.name +
      "\",\n    .isa = " + std::string(isa_enumerator(packed.isa)) +
      ",\n    .arena_bytes = kArenaBytes,\n    .arena_lower_bound = " + number(c.plan.lower_bound) +
      ",\n    .read_only_bytes = " + number(packed.parameters.size()) +
      ",\n    .macs = " + number(c.macs) +
      ",\n    .inputs = kInputs,\n    .outputs = kOutputs,\n    .run = run,\n};\n\n"
      "}  // namespace ocellus::models::" +
      c.name + "\n";
  if (table == StepTable::kEmitted) s += step_table(c, packed);
  return s;
}

}  // namespace ocellus::tools
