#include "tools/ocellus/plan/lower_elementwise.hpp"

#include "tools/ocellus/plan/fixed_point.hpp"

namespace ocellus::tools::lowering {

Reason lower(Lowering& lowering, const ArithmeticAttributes& attributes) {
  const Operator& op = lowering.op;
  if (op.inputs.size() != 2 || op.outputs.size() != 1) return "it needs two inputs";
  const Tensor& first = lowering.input(0);
  const Tensor& second = lowering.input(1);
  const Tensor& output = lowering.output();
  for (const Tensor* tensor : {&first, &second, &output}) {
    if (Reason reason = check_activation(*tensor); !reason.empty()) return reason;
  }
  if (attributes.kind != Arithmetic::kAdd) return "it has no int8 kernel";
  if (first.shape != second.shape || first.shape != output.shape) {
    return "it adds " + text(first.shape) + " and " + text(second.shape) +
           ", only equal shapes have a kernel";
  }
  const AddFactors factors = add_factors(scale(first), scale(second), scale(output));
  if (!(factors.sum < 1.0)) return "its output's scale is too small for its inputs'";
  const auto quantized = quantized_output(attributes.activation, scale(output), zero_point(output));
  if (!quantized) return "no int8 value of its output lies inside its activation's range";
  Draft& draft = lowering.add(kernels::Add{.size = output.elements(),
                                           .first_zero_point = zero_point(first),
                                           .second_zero_point = zero_point(second),
                                           .first = quantize_multiplier(factors.first),
                                           .second = quantize_multiplier(factors.second),
                                           .sum = quantize_multiplier(factors.sum),
                                           .quantized = *quantized});
  draft.inputs.push_back(lowering.all_of(op.inputs[1]));
  return {};
}

}  // namespace ocellus::tools::lowering
