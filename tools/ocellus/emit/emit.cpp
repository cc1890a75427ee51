#include "tools/ocellus/emit/emit.hpp"

#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include "tools/ocellus/emit/cpp_text.hpp"
#include "tools/ocellus/emit/element_type.hpp"
#include "tools/ocellus/emit/emit_golden.hpp"
#include "tools/ocellus/emit/emit_source.hpp"

namespace ocellus::tools {
namespace {

// Its name in C++.
std::string_view type_name(DataType type) {
  switch (element_type(type)) {
    case ElementType::kInt8:
      return "ElementType::kInt8";
    case ElementType::kUint8:
      return "ElementType::kUint8";
    case ElementType::kFloat32:
      return "ElementType::kFloat32";
    case ElementType::kInt32:
      return "ElementType::kInt32";
    case ElementType::kInt64:
      return "ElementType::kInt64";
  }
  return "";
}

std::string model_tensor(const Compilation& c, const Port& port) {
  std::array<std::int32_t, 4> shape = {1, 1, 1, 1};
  for (std::size_t i = 0; i < port.shape.size(); ++i) {
    shape[4 - port.shape.size() + i] = port.shape[i];
  }
  std::string s = "    {.name = " + string_literal(port.name) + ",\n     .shape = {";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    s += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  }
  return s + "},\n     .scale = " + float_literal(port.scale) +
         ",\n     .zero_point = " + std::to_string(port.zero_point) +
         ",\n     .offset = " + std::to_string(c.plan.offset(port.place)) +
         ",\n     .size = " + std::to_string(port.place.bytes) +
         ",\n     .type = " + std::string(type_name(port.type)) + "},\n";
}

// The tables of steps: one for each of kModels.
std::string step_tables(const Compilation& c) {
  std::string s =
      "\ninline constexpr std::size_t kStepCount = " + std::to_string(c.plan.order.size()) + ";\n";
  std::string list;
  for (const PackedProgram& packed : c.packed) {
    const std::string table = isa_name("kSteps", name(packed.isa));
    s += "extern const ModelStep " + table + "[kStepCount];\n";
    list += (list.empty() ? "" : ", ") + table;
  }
  return s + "\n// In the order of kModels.\ninline constexpr const ModelStep* kSteps[] = {" +
         list + "};\n";
}

std::string emit_header(const Compilation& c, StepTable table, const GoldenRun* golden) {
  std::string s = "// Written by ocellus compile from " + comment_text(c.source) + " for " +
                  std::string(c.board->name) +
                  ". Do not edit: compile the model again.\n"
                  "#pragma once\n\n#include <cstddef>\n\n#include \"runtime/model.hpp\"\n" +
                  (golden != nullptr ? "#include \"runtime/golden.hpp\"\n" : "") +
                  "\n"
                  "namespace ocellus::models::" +
                  c.name +
                  " {\n\n"
                  "// Enough for every instruction set below.\n"
                  "inline constexpr std::size_t kArenaBytes = " +
                  std::to_string(c.plan.arena_bytes) +
                  ";\n\nstruct alignas(64) Arena {\n  std::byte bytes[kArenaBytes];\n};\n\n"
                  "inline constexpr ModelTensor kInputs[] = {\n";
  for (const Port& port : c.program.inputs) s += model_tensor(c, port);
  s += "};\n\ninline constexpr ModelTensor kOutputs[] = {\n";
  for (const Port& port : c.program.outputs) s += model_tensor(c, port);
  s += "};\n\n";
  for (const PackedProgram& packed : c.packed) {
    s += "extern const Model " + isa_name("kModel", name(packed.isa)) + ";\n";
  }
  s += "\n// All of them, best first: take the first that the processor can run.\n"
       "inline constexpr const Model* kModels[] = {";
  for (std::size_t i = 0; i < c.packed.size(); ++i) {
    s += (i == 0 ? "&" : ", &") + isa_name("kModel", name(c.packed[i].isa));
  }
  s += "};\n";
  if (table == StepTable::kEmitted) s += step_tables(c);
  if (golden != nullptr) s += golden_declarations(c, *golden);
  return s + "\n}  // namespace ocellus::models::" + c.name + "\n";
}

// Found through the include path, so the text does not say where it was written.
std::string emit_assembler(const Compilation& c, const PackedProgram& packed) {
  const std::string file = isa_name(c.name, name(packed.isa));
  const std::string parameters = parameters_name(packed.isa);
  const std::array<std::string_view, 3> namespaces = {"ocellus", "models", c.name};
  const std::string symbol = mangled_variable(namespaces, parameters);
  return "/* ocellus::models::" + c.name + "::" + parameters + ": the weights in " + file +
         ".bin, in read-only memory. */\n"
         "    .section .rodata." +
         file +
         ", \"a\", %progbits\n"
         "    .balign " +
         std::to_string(kPackedAlignment) +
         "\n"
         "    .globl " +
         symbol +
         "\n"
         "    .type " +
         symbol + ", %object\n" + symbol +
         ":\n"
         "    .incbin \"" +
         file +
         ".bin\"\n"
         "    .size " +
         symbol + ", . - " + symbol +
         "\n"
         "    .section .note.GNU-stack, \"\", %progbits\n";
}

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

}  // namespace

std::vector<EmittedFile> emit(const Compilation& c, StepTable table, const GoldenRun* golden) {
  std::vector<EmittedFile> files;
  files.push_back({c.name + ".hpp", bytes_of(emit_header(c, table, golden))});
  for (const PackedProgram& packed : c.packed) {
    const std::string stem = isa_name(c.name, name(packed.isa));
    const auto parameters = packed.parameters.span();
    files.push_back({stem + ".cpp", bytes_of(emit_source(c, packed, table, golden))});
    files.push_back({stem + ".S", bytes_of(emit_assembler(c, packed))});
    files.push_back({stem + ".bin", {parameters.begin(), parameters.end()}});
  }
  return files;
}

}  // namespace ocellus::tools
