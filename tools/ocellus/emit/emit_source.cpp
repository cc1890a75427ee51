#include "tools/ocellus/emit/emit_source.hpp"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <variant>

#include "tools/ocellus/emit/cpp_text.hpp"
#include "tools/ocellus/emit/emit_golden.hpp"
#include "tools/ocellus/emit/initializer.hpp"
#include "tools/ocellus/emit/sharing.hpp"
#include "tools/ocellus/plan/share.hpp"

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

std::string text(const kernels::AddPlane& p) {
  return "{" + number(p.first) + ", " + number(p.second) + ", " + number(p.constant) + ", " +
         number(p.shift) + "}";
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

// Who executes statements.
enum class Manner {
  kWhole,   // one thread, without a word about bands
  kBanded,  // one thread, by the same instances of kernels that several call
  kShared,  // one of several: what `mine` says
};

// Writes the statements of run().
class Statements {
 public:
  Statements(const Compilation& compilation, const PackedProgram& packed, Manner manner)
      : plan_(compilation.plan),
        scratch_bytes_(compilation.scratch_bytes),
        packed_(packed),
        isa_(name(packed.isa)),
        manner_(manner) {}

  std::string statement(const Step& step, std::size_t index) const {
    const std::string call =
        std::visit([&](const auto& kernel) { return this->call(kernel, step, index); }, step.call);
    return "\n  // Operator " + describe(step) + "\n  // " + short_name(step.tensor_name) + "\n" +
           (manner_ == Manner::kShared ? "  if (mine.next()) {\n" + call + "  }\n" : call);
  }

 private:
  // The last argument of a kernel that takes bands of its output.
  std::string band(const Step& step) const {
    const Division d = division(step, packed_.isa);
    if (manner_ == Manner::kWhole || d.end == 0) return "";
    const bool channels = d.along == Along::kChannels;
    if (manner_ == Manner::kShared) return channels ? ", mine.channels()" : ", mine.band()";
    return std::string(", kernels::") + (channels ? "ChannelBand" : "Band") + "{0, " +
           number(d.end) + "}";
  }

  std::string scratch(const Step& step, std::size_t index) const {
    std::string text = "arena + " + number(plan_.scratch_offsets[index]);
    if (manner_ == Manner::kShared && division(step, packed_.isa).end != 0) {
      text += " + mine.scratch(" + number(scratch_apart(scratch_bytes_[index])) + ")";
    }
    return text;
  }

  template <typename Op>
  std::string call(const Convolution<Op>& convolution, const Step& step, std::size_t index) const {
    constexpr bool kDepthwise = std::is_same_v<Op, kernels::DepthwiseConv2d>;
    const Op op = packed_.specialised(convolution, index);
    const PackedStep& packed = packed_.steps[index];
    const std::string layer =
        "{\n      .input = " + text(op.input) + ", .output = " + text(op.output) +
        ",\n      .window = " + text(op.window) +
        ",\n      .input_zero_point = " + number(op.input_zero_point) +
        ",\n      .quantized = " + text(op.quantized) + ",\n      .requantize = kernels::" +
        (op.requantize == kernels::Requantize::kFloat ? "Requantize::kFloat"
                                                      : "Requantize::kInteger") +
        "}";
    const std::string operands = memory(step.inputs[0]) + ", parameters + " +
                                 number(packed.offset) + ", " + memory(step.outputs[0]) + ", " +
                                 (packed.scratch_bytes == 0 ? "nullptr" : scratch(step, index));
    return kDepthwise
               ? kernel_call(KernelFamily::kDepthwiseConv2d, "depthwise_conv2d_s8",
                             "DepthwiseConv2d", layer, operands, step)
               : kernel_call(KernelFamily::kConv2d, "conv2d_s8", "Conv2d", layer, operands, step);
  }

  std::string call(const kernels::Add& op, const Step& step, std::size_t) const {
    const std::string layer =
        "{\n      .size = " + number(op.size) +
        ", .first_zero_point = " + number(op.first_zero_point) +
        ", .second_zero_point = " + number(op.second_zero_point) +
        ",\n      .first = " + text(op.first) + ", .second = " + text(op.second) +
        ", .sum = " + text(op.sum) + ",\n      .quantized = " + text(op.quantized) +
        (op.plane.shift == 0 ? "" : ",\n      .plane = " + text(op.plane)) + "}";
    const std::string operands =
        memory(step.inputs[0]) + ", " + memory(step.inputs[1]) + ", " + memory(step.outputs[0]);
    return kernel_call(KernelFamily::kAdd, "add_s8", "Add", layer, operands, step);
  }

  // `layer`: the operator's initializer. `operands`: all but the band.
  std::string kernel_call(KernelFamily family, std::string_view kernel, const std::string& type,
                          const std::string& layer, const std::string& operands,
                          const Step& step) const {
    if (!layers_share(family, packed_.isa)) {
      return "  kernels::" + isa_name(kernel, isa_) + "<kernels::" + type + layer + ">(\n      " +
             operands + band(step) + ");\n";
    }
    const std::string part = band(step);
    return "  {\n  static constexpr kernels::" + type + " kLayer = " + layer +
           ";\n  kernels::" + isa_name(std::string(kernel) + "_shared", isa_) +
           "<kernels::shared_code(kLayer)>(kLayer,\n      " + operands +
           (part.empty() ? ", kernels::whole(kLayer)" : part) + ");\n  }\n";
  }

  std::string call(const kernels::Lookup& op, const Step& step, std::size_t index) const {
    if (manner_ != Manner::kShared || division(step, packed_.isa).end == 0)
      return portable(op, step, index);
    return "    const kernels::Band band = mine.band();\n"
           "  kernels::run(kernels::Lookup{.size = static_cast<std::uint32_t>(band.size())},\n"
           "      {.inputs = {arena + " +
           number(plan_.offset(step.inputs[0])) + " + band.begin}, .outputs = {arena + " +
           number(plan_.offset(step.outputs[0])) +
           " + band.begin},\n       .constants = parameters + " +
           number(packed_.steps[index].offset) + "});\n";
  }

  template <typename Op>
  std::string call(const Op& op, const Step& step, std::size_t index) const {
    return portable(op, step, index);
  }

  // A portable operator: inlined here, where it is compiled for this instruction set.
  template <typename Op>
  std::string portable(const Op& op, const Step& step, std::size_t index) const {
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
      operands += ", .scratch = " + scratch(step, index);
    }
    return "  kernels::run(kernels::" + initializer(op) + ",\n      {" + operands + "});\n";
  }

  std::string memory(const Place& place) const { return "memory + " + number(plan_.offset(place)); }

  const Plan& plan_;
  const std::vector<std::size_t>& scratch_bytes_;
  const PackedProgram& packed_;
  std::string_view isa_;
  Manner manner_;
};

// A function's parameters and the names that statements use.
std::string head(const std::string& parameters, const std::string& more = "") {
  return "([[maybe_unused]] std::byte* arena" + more +
         ") noexcept {\n"
         "  [[maybe_unused]] const std::byte* const parameters = " +
         parameters +
         ";\n"
         "  [[maybe_unused]] std::int8_t* const memory = reinterpret_cast<std::int8_t*>(arena);\n";
}

std::string step_table(const Compilation& c, const PackedProgram& packed) {
  const Statements statements(c, packed, c.threads() > 1 ? Manner::kBanded : Manner::kWhole);
  std::string s = "\nnamespace ocellus::models::" + c.name + " {\nnamespace {\n";
  std::string table;
  for (const std::size_t step : c.plan.order) {
    const std::string function = "step_" + number(step);
    s += "\nvoid " + function + head(parameters_name(packed.isa)) +
         statements.statement(c.program.steps[step], step) + "}\n";
    table += "    {.label = " + string_literal(describe(c.program.steps[step])) +
             ",\n     .macs = " + number(c.program.steps[step].macs) + ", .run = " + function +
             "},\n";
  }
  return s + "\n}  // namespace\n\nconstinit const ModelStep " +
         isa_name("kSteps", name(packed.isa)) + "[kStepCount] = {\n" + table +
         "};\n\n}  // namespace ocellus::models::" + c.name + "\n";
}

// The table of what every member of every team does, team by team.
std::string share_table(const Compilation& c, Isa isa) {
  std::string s =
      "// By member of a team of 1, of 2, ...: its shares of all steps. {wait for the others "
      "first, "
      "begin, end}\nconstexpr Share kShares[][" +
      number(c.plan.order.size()) + "] = {\n";
  for (int threads = 1; threads <= c.threads(); ++threads) {
    for (const std::vector<StepShare>& member :
         share(c.program, c.plan, c.scratch_bytes, isa, threads)) {
      s += "    {";
      for (const StepShare& share : member) {
        s += std::string(share.meet ? "{1, " : "{0, ") + number(share.begin) + ", " +
             number(share.end) + "},";
      }
      s += "},\n";
    }
  }
  return s + "};\n\n";
}

// The part of one member of a team.
constexpr std::string_view kRunShare =
    "\nvoid run_share(std::byte* arena, Team& team, std::uint32_t member) noexcept {\n"
    "  const std::uint32_t first = team.size() * (team.size() - 1) / 2;  // of smaller teams\n"
    "  steps(arena, SharedRun(kShares[first + member], &team, member));\n"
    "  team.meet();\n"
    "}\n";

// run(), and run_share() where the board has several threads. `shared`: by steps(), which does what
// a table of shares says.
std::string run_functions(const Compilation& c, const PackedProgram& packed, bool shared) {
  const std::string parameters = parameters_name(packed.isa);
  std::string s =
      shared ? share_table(c, packed.isa) + "void steps" + head(parameters, ", SharedRun mine")
             : "void run" + head(parameters);
  const Statements statements(c, packed, shared ? Manner::kShared : Manner::kWhole);
  for (const std::size_t step : c.plan.order) {
    s += statements.statement(c.program.steps[step], step);
  }
  s += "}\n";
  if (!shared) return s;
  return s +
         "\nvoid run(std::byte* arena) noexcept { steps(arena, SharedRun(kShares[0], nullptr, 0)); "
         "}\n" +
         std::string(c.threads() > 1 ? kRunShare : "");
}

}  // namespace

std::string parameters_name(Isa isa) { return isa_name("kParameters", name(isa)); }

std::string emit_source(const Compilation& c, const PackedProgram& packed, StepTable table,
                        const GoldenRun* golden) {
  const bool shared = c.threads() > 1 || golden != nullptr;
  const std::string_view isa = name(packed.isa);
  const std::string parameters = parameters_name(packed.isa);
  std::string s = "// Written by ocellus compile from " + comment_text(c.source) + " for " +
                  std::string(c.board->name) + ", " + std::string(isa) +
                  ". Do not edit: compile the model again.\n"
                  "#include \"" +
                  c.name + ".hpp\"\n\n#include <cstddef>\n#include <cstdint>\n\n";
  const auto include = [&](std::string_view stem) {
    s += "#include \"runtime/kernels/" + isa_name(stem, isa) + ".hpp\"\n";
  };
  include("add_s8");
  include("conv2d_s8");
  include("depthwise_conv2d_s8");
  s += "#include \"runtime/kernels/portable_operators.hpp\"\n";
  if (any_layers_share(packed.isa)) include("shared");
  if (shared) s += "#include \"runtime/threads/shared_run.hpp\"\n";
  s += "\nnamespace ocellus::models::" + c.name + " {\n\n// The packed weights, from " +
       isa_name(c.name, isa) + ".S.\nextern const std::byte " + parameters +
       "[];\n\nnamespace {\n\n" + run_functions(c, packed, shared);
  s +=
      "\n}  // namespace\n\nconstinit const Model " + isa_name("kModel", isa) +
      " = {\n    .name = \"" + c.name +
      "\",\n    .isa = " + std::string(isa_enumerator(packed.isa)) +
      ",\n    .arena_bytes = kArenaBytes,\n    .arena_lower_bound = " + number(c.plan.lower_bound) +
      ",\n    .read_only_bytes = " + number(packed.parameters.size()) +
      ",\n    .macs = " + number(c.macs) +
      ",\n    .inputs = kInputs,\n    .outputs = kOutputs,\n    .run = run,\n" +
      (c.threads() > 1
           ? "    .most_threads = " + number(c.threads()) + ",\n    .run_share = run_share,\n"
           : "") +
      "};\n\n"
      "}  // namespace ocellus::models::" +
      c.name + "\n";
  if (table == StepTable::kEmitted) s += step_table(c, packed);
  if (golden != nullptr) s += golden_definition(c, packed, *golden);
  return s;
}

}  // namespace ocellus::tools
