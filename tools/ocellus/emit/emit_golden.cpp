#include "tools/ocellus/emit/emit_golden.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

#include "drivers/storage/crc32c.hpp"
#include "tools/ocellus/emit/cpp_text.hpp"
#include "tools/ocellus/emit/emit_source.hpp"

namespace ocellus::tools {
namespace {

std::string_view kernel_name_of(const Convolution<kernels::Conv2d>&) { return "conv2d_s8"; }
std::string_view kernel_name_of(const Convolution<kernels::DepthwiseConv2d>&) {
  return "depthwise_conv2d_s8";
}
std::string_view kernel_name_of(const kernels::Add&) { return "add_s8"; }
std::string_view kernel_name_of(const kernels::Lookup&) { return "lookup_s8"; }
std::string_view kernel_name_of(const kernels::Pool2d&) { return "pool2d_s8"; }
std::string_view kernel_name_of(const kernels::Reduce&) { return "reduce_s8"; }
std::string_view kernel_name_of(const kernels::ArgMax&) { return "arg_max_s8"; }
std::string_view kernel_name_of(const kernels::ResizeBilinear&) { return "resize_bilinear_s8"; }
std::string_view kernel_name_of(const kernels::GroupedConv2d&) { return "grouped_conv2d_s8"; }
std::string_view kernel_name_of(const kernels::TransposeConv&) { return "transpose_conv_s8"; }
std::string_view kernel_name_of(const kernels::Remap&) { return "remap"; }
std::string_view kernel_name_of(const kernels::Broadcast&) { return "broadcast_s8"; }
std::string_view kernel_name_of(const kernels::Softmax&) { return "softmax_s8"; }
std::string_view kernel_name_of(const kernels::L2Normalization&) { return "l2_normalization_s8"; }
std::string_view kernel_name_of(const kernels::Quantize&) { return "quantize_f32"; }
std::string_view kernel_name_of(const kernels::Dequantize&) { return "dequantize_f32"; }
std::string_view kernel_name_of(const kernels::DetectionPostProcess&) {
  return "detection_postprocess_f32";
}

std::string number(std::size_t value) { return std::to_string(value); }
std::string checksum(std::uint32_t value) { return std::to_string(value) + "U"; }

}  // namespace

std::string_view kernel_name(const Call& call) {
  return std::visit([](const auto& kernel) { return kernel_name_of(kernel); }, call);
}

std::string golden_declarations(const Compilation& c, const GoldenRun& golden) {
  std::string tensors;
  for (const GoldenPlace& known : golden.places) {
    tensors += "    {" + number(known.position) + ", " + number(c.plan.offset(known.place)) + ", " +
               number(known.place.bytes) + ", " + checksum(known.checksum) + "},\n";
  }
  std::vector<std::string_view> kernels;
  std::string kernel_of_step;
  for (const std::size_t index : c.plan.order) {
    const std::string_view kernel = kernel_name(c.program.steps[index].call);
    const auto known = std::ranges::find(kernels, kernel);
    kernel_of_step += (kernel_of_step.empty() ? "" : ", ") +
                      number(static_cast<std::size_t>(known - kernels.begin()));
    if (known == kernels.end()) kernels.push_back(kernel);
  }
  std::string s =
      "\n// What a run computes of the fixed input, by the scalar kernels.\n"
      "inline constexpr GoldenTensor kGoldenTensors[] = {\n" +
      tensors + "};\ninline constexpr std::uint8_t kKernelOfStep[] = {" + kernel_of_step +
      "};\ninline constexpr std::string_view kKernels[] = {";
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    s += (i == 0 ? "" : ", ") + string_literal(kernels[i]);
  }
  s += "};\n";
  std::string list;
  for (const PackedProgram& packed : c.packed) {
    const std::string name_of = isa_name("kGolden", name(packed.isa));
    s += "extern const Golden " + name_of + ";\n";
    list += (list.empty() ? "&" : ", &") + name_of;
  }
  return s + "\n// In the order of kModels.\ninline constexpr const Golden* kGolden[] = {" + list +
         "};\n";
}

std::string golden_definition(const Compilation& c, const PackedProgram& packed,
                              const GoldenRun& golden) {
  const std::string_view isa = name(packed.isa);
  const std::string steps = number(c.plan.order.size());
  return "\nnamespace ocellus::models::" + c.name +
         " {\nnamespace {\n\n"
         "void run_step(std::byte* arena, std::uint32_t step) noexcept {\n"
         "  Share shares[" +
         steps +
         "] = {};\n"
         "  shares[step] = kShares[0][step];\n"
         "  steps(arena, SharedRun(shares, nullptr, 0));\n"
         "}\n\n}  // namespace\n\n"
         "constinit const Golden " +
         isa_name("kGolden", isa) + " = {\n    .model = &" + isa_name("kModel", isa) +
         ",\n    .weights = {" + parameters_name(packed.isa) + ", " +
         number(packed.parameters.size()) +
         "},\n    .weights_checksum = " + checksum(storage::crc32c(packed.parameters.span())) +
         ",\n    .outputs_checksum = " + checksum(golden.outputs) +
         ",\n    .tensors = kGoldenTensors,\n    .kernel_of_step = kKernelOfStep,\n"
         "    .kernels = kKernels,\n    .run_step = run_step,\n};\n\n"
         "}  // namespace ocellus::models::" +
         c.name + "\n";
}

}  // namespace ocellus::tools
