// Operators of two tensors, element by element, and the rectifiers with a slope.
#include <cmath>
#include <string>

#include "schema_generated.h"
#include "tools/ocellus/tflite/check_int8.hpp"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

double scale_of(const Tensor& tensor) { return tensor.quantization.scales[0]; }

Refusal check_int8_arithmetic(Arithmetic kind, const Tensor& first, const Tensor& second,
                              const Tensor& output) {
  switch (kind) {
    case Arithmetic::kAdd:
    case Arithmetic::kSub:
      return check_int8_add(first, second, output);
    case Arithmetic::kMul:
      return check_int8_factor(255 * 255, scale_of(first) * scale_of(second) / scale_of(output));
    case Arithmetic::kMaximum:
    case Arithmetic::kMinimum:  // of the bytes, whatever they stand for
      return {};
  }
  return {};
}

Refusal import_arithmetic(OperatorSource& source, Arithmetic kind, std::int32_t activation,
                          std::optional<Attributes>& made) {
  const Tensor& first = source.input(0);
  const Tensor& second = source.input(1);
  const Tensor& output = source.result();
  if (source.reads_constants()) return "all it reads is constant";
  for (const Tensor* tensor : {&first, &second}) {
    if (Refusal refusal = check_operand(*tensor)) return refusal;
  }
  if (Refusal refusal = check_activation(output)) return refusal;
  if (first.type != output.type || second.type != output.type) return "it mixes float32 and int8";
  if (Refusal refusal = check_broadcast(first, second, output)) return refusal;
  ArithmeticAttributes attributes = {kind, Activation::kNone};
  if (Refusal refusal = fused_activation(activation, attributes.activation)) return refusal;
  if (output.type == DataType::kInt8) {
    if (Refusal refusal = check_int8_arithmetic(kind, first, second, output)) return refusal;
  }
  made = attributes;
  return {};
}

template <typename Options>
std::int32_t activation_of(const Options* options) {
  return options == nullptr ? 0 : static_cast<std::int32_t>(options->activation());
}

}  // namespace

Refusal import_add(OperatorSource& source, std::optional<Attributes>& made) {
  return import_arithmetic(source, Arithmetic::kAdd,
                           activation_of(source.op.options_as_AddOptions()), made);
}
Refusal import_sub(OperatorSource& source, std::optional<Attributes>& made) {
  return import_arithmetic(source, Arithmetic::kSub,
                           activation_of(source.op.options_as_SubOptions()), made);
}
Refusal import_mul(OperatorSource& source, std::optional<Attributes>& made) {
  return import_arithmetic(source, Arithmetic::kMul,
                           activation_of(source.op.options_as_MulOptions()), made);
}
Refusal import_maximum(OperatorSource& source, std::optional<Attributes>& made) {
  return import_arithmetic(source, Arithmetic::kMaximum, 0, made);
}
Refusal import_minimum(OperatorSource& source, std::optional<Attributes>& made) {
  return import_arithmetic(source, Arithmetic::kMinimum, 0, made);
}

Refusal import_prelu(OperatorSource& source, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& slopes = source.input(1);
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  if (input.shape != output.shape) return shapes_differ(input, output);
  if (!slopes.constant()) return "its slopes are not a constant";
  if (Refusal refusal = check_operand(slopes)) return refusal;
  if (slopes.type != input.type) return "it mixes float32 and int8";
  if (Refusal refusal = check_broadcast(input, slopes, output)) return refusal;
  if (input.type == DataType::kInt8) {
    if (Refusal refusal = check_int8_rescale(input, output)) return refusal;
    if (Refusal refusal =
            check_int8_factor(255 * 255, scale_of(input) * scale_of(slopes) / scale_of(output))) {
      return refusal;
    }
  }
  made = PreluAttributes{};
  return {};
}

Refusal import_leaky_relu(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_LeakyReluOptions();
  if (options == nullptr) return "it has no options";
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  if (input.shape != output.shape) return shapes_differ(input, output);
  const float alpha = options->alpha();
  if (!std::isfinite(alpha)) return "its slope is not a finite number";
  if (input.type == DataType::kInt8) {
    if (Refusal refusal = check_int8_rescale(input, output)) return refusal;
    // In float32, as the definition multiplies: the product may leave its range.
    const float below =
        input.quantization.scales[0] * std::abs(alpha) / output.quantization.scales[0];
    if (Refusal refusal = check_int8_factor(255, below)) return refusal;
  }
  made = UnaryAttributes{Unary::kLeakyRelu, alpha};
  return {};
}

}  // namespace ocellus::tools
