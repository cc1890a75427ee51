#include "tools/ocellus/plan/lower_unary.hpp"

#include <bit>

#include "tools/ocellus/plan/lookup_tables.hpp"

namespace ocellus::tools::lowering {
namespace {

Codes codes(const Tensor& tensor) {
  return {scale(tensor), zero_point(tensor), tensor.type == DataType::kUint8};
}

void add_lookup(Lowering& lowering, const LookupTable& table) {
  const auto size = static_cast<std::uint32_t>(lowering.input(0).elements());
  lowering.add(kernels::Lookup{.size = size}).tables.assign(table.begin(), table.end());
}

Reason check_alike(const Lowering& lowering) {
  if (lowering.op.inputs.size() != 1 || lowering.op.outputs.size() != 1)
    return "it needs one input";
  const Tensor& input = lowering.input(0);
  const Tensor& output = lowering.output();
  if (input.shape != output.shape) {
    return "it turns " + text(input.shape) + " into " + text(output.shape);
  }
  return {};
}

constexpr const char* kNoRoom = "its output's scale does not fit its input's";

}  // namespace

Reason lower(Lowering& lowering, const UnaryAttributes& attributes) {
  if (Reason reason = check_alike(lowering); !reason.empty()) return reason;
  for (const Tensor* tensor : {&lowering.input(0), &lowering.output()}) {
    if (Reason reason = check_activation(*tensor); !reason.empty()) return reason;
  }
  const Codes from = codes(lowering.input(0)), to = codes(lowering.output());
  switch (attributes.kind) {
    case Unary::kRelu:
      if (!rescales(from, to)) return kNoRoom;
      add_lookup(lowering, relu_table(from, to));
      break;
    case Unary::kReluN1To1:
      if (!rescales(from, to)) return kNoRoom;
      add_lookup(lowering, relu_n1_to_1_table(from, to));
      break;
    case Unary::kRelu6:
      add_lookup(lowering, relu6_table(from));
      break;
    case Unary::kHardSwish:
      if (!hard_swish_fits(from, to)) return kNoRoom;
      add_lookup(lowering, hard_swish_table(from, to));
      break;
    case Unary::kLogistic:
      add_lookup(lowering, logistic_table(from));
      break;
    case Unary::kTanh:
      add_lookup(lowering, tanh_table(from));
      break;
    case Unary::kLeakyRelu:
      if (!rescales(from, to) || !rescales(from, to, attributes.alpha)) return kNoRoom;
      add_lookup(lowering, leaky_relu_table(from, to, attributes.alpha));
      break;
  }
  return {};
}

Reason lower(Lowering& lowering, const QuantizeAttributes&) {
  if (Reason reason = check_alike(lowering); !reason.empty()) return reason;
  const Tensor& input = lowering.input(0);
  const Tensor& output = lowering.output();
  if (Reason reason = check_quantized(output); !reason.empty()) return reason;
  if (input.type == DataType::kFloat32 && output.type == DataType::kInt8) {
    if (Reason reason = check_float(input); !reason.empty()) return reason;
    lowering.add(kernels::Quantize{.size = static_cast<std::uint32_t>(input.elements()),
                                   .scale_bits = std::bit_cast<std::uint32_t>(scale(output)),
                                   .zero_point = zero_point(output)});
    return {};
  }
  if (Reason reason = check_quantized(input); !reason.empty()) return reason;
  if (!rescales(codes(input), codes(output))) return kNoRoom;
  add_lookup(lowering, requantize_table(codes(input), codes(output)));
  return {};
}

Reason lower(Lowering& lowering, const DequantizeAttributes&) {
  if (Reason reason = check_alike(lowering); !reason.empty()) return reason;
  const Tensor& input = lowering.input(0);
  if (Reason reason = check_quantized(input); !reason.empty()) return reason;
  if (Reason reason = check_float(lowering.output()); !reason.empty()) return reason;
  lowering.add(kernels::Dequantize{.size = static_cast<std::uint32_t>(input.elements()),
                                   .scale_bits = std::bit_cast<std::uint32_t>(scale(input)),
                                   .zero_point = zero_point(input),
                                   .is_unsigned = std::uint8_t{input.type == DataType::kUint8}});
  return {};
}

}  // namespace ocellus::tools::lowering
