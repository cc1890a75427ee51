// MEAN, SUM, REDUCE_MAX and ARG_MAX.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "schema_generated.h"
#include "tools/ocellus/tflite/check_int8.hpp"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

Refusal check_int8_reduction(Reduction kind, const Tensor& input, const Tensor& output) {
  if (kind == Reduction::kMax) {
    if (input.quantization == output.quantization) return {};
    return "the scale or zero point of its input '" + input.name + "' is not its output's";
  }
  constexpr std::size_t kMost = std::size_t{1} << 22;
  const std::size_t count = input.elements() / output.elements();
  if (count > kMost) {
    return "it adds up " + std::to_string(count) + " values, more than " + std::to_string(kMost);
  }
  const double factor =
      static_cast<double>(input.quantization.scales[0]) / output.quantization.scales[0];
  // MEAN divides the multiplier by the count, of which it puts the power of two into the shift.
  const double divided =
      kind == Reduction::kMean
          ? std::ldexp(factor, -static_cast<int>(std::floor(std::log2(static_cast<double>(count)))))
          : factor;
  return check_int8_factor(static_cast<std::int64_t>(count) * 255, divided);
}

Refusal import_reduction(OperatorSource& source, Reduction kind, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_ReducerOptions();
  const bool keep = options != nullptr && options->keep_dimensions();
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  const auto values = constant_integers(source.input(1));
  if (!values) return "its axes are not a constant of whole numbers";
  ReduceAttributes attributes = {kind, {}};
  for (const std::int64_t value : *values) {
    const auto axis = resolve_axis(value, input.shape.size());
    if (!axis) {
      return "it reduces axis " + std::to_string(value) + " of " +
             std::to_string(input.shape.size());
    }
    attributes.axes.push_back(*axis);
  }
  std::sort(attributes.axes.begin(), attributes.axes.end());
  attributes.axes.erase(std::unique(attributes.axes.begin(), attributes.axes.end()),
                        attributes.axes.end());
  std::vector<std::int32_t> shape;
  for (std::size_t i = 0; i < input.shape.size(); ++i) {
    if (!std::binary_search(attributes.axes.begin(), attributes.axes.end(),
                            static_cast<std::int32_t>(i))) {
      shape.push_back(input.shape[i]);
    } else if (keep) {
      shape.push_back(1);
    }
  }
  if (shape != output.shape) {
    return "it makes " + text(shape) + " of its input " + text(input.shape) + ", its output is " +
           text(output.shape);
  }
  if (input.type == DataType::kInt8) {
    if (Refusal refusal = check_int8_reduction(kind, input, output)) return refusal;
  }
  source.inputs.resize(1);
  made = std::move(attributes);
  return {};
}

}  // namespace

Refusal import_mean(OperatorSource& source, std::optional<Attributes>& made) {
  return import_reduction(source, Reduction::kMean, made);
}
Refusal import_sum(OperatorSource& source, std::optional<Attributes>& made) {
  return import_reduction(source, Reduction::kSum, made);
}
Refusal import_reduce_max(OperatorSource& source, std::optional<Attributes>& made) {
  return import_reduction(source, Reduction::kMax, made);
}

Refusal import_arg_max(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (Refusal refusal = check_activation(input)) return refusal;
  if (output.type != DataType::kInt32 && output.type != DataType::kInt64) {
    return "its output is " + std::string(name(output.type)) + ", int32 or int64 is expected";
  }
  ArgMaxAttributes attributes;
  if (Refusal refusal = constant_axis(source.input(1), input.shape.size(), attributes.axis)) {
    return refusal;
  }
  std::vector<std::int32_t> shape = input.shape;
  shape.erase(shape.begin() + attributes.axis);
  if (shape != output.shape) return shapes_differ(input, output);
  source.inputs.resize(1);
  made = attributes;
  return {};
}

}  // namespace ocellus::tools
