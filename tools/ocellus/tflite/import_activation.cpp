// Operators of one tensor whose output has its shape: activation functions and normalizations.
#include <cmath>
#include <string>

#include "schema_generated.h"
#include "tools/ocellus/tflite/check_int8.hpp"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

Refusal check_alike(const OperatorSource& source) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  if (input.shape != output.shape) return shapes_differ(input, output);
  return {};
}

bool is_int8(const OperatorSource& source) { return source.result().type == DataType::kInt8; }

Refusal import_rectifier(OperatorSource& source, Unary kind, std::optional<Attributes>& made) {
  if (Refusal refusal = check_alike(source)) return refusal;
  if (is_int8(source)) {
    if (Refusal refusal = check_int8_rescale(source.input(0), source.result())) return refusal;
  }
  made = UnaryAttributes{kind};
  return {};
}

// LOGISTIC and TANH shift an int8 input left by 27 bits and then by its scale's exponent; outside
// this range there is no such shift.
Refusal import_sigmoid(OperatorSource& source, Unary kind, std::optional<Attributes>& made) {
  if (Refusal refusal = check_alike(source)) return refusal;
  if (is_int8(source)) {
    // The reference takes the output's scale and TANH's zero point for granted and reads neither.
    const Quantization& out = source.result().quantization;
    if (kind == Unary::kLogistic && out.zero_points[0] != -128) {
      return "its output has zero point " + std::to_string(out.zero_points[0]) +
             ", the operator's definition asks for -128";
    }
    const float in = source.input(0).quantization.scales[0];
    if (in < 0x1p-27f || in > 0x1p20f) return "the scale of its input is not one of real values";
  }
  made = UnaryAttributes{kind};
  return {};
}

}  // namespace

Refusal import_relu(OperatorSource& source, std::optional<Attributes>& made) {
  return import_rectifier(source, Unary::kRelu, made);
}
Refusal import_relu_n1_to_1(OperatorSource& source, std::optional<Attributes>& made) {
  return import_rectifier(source, Unary::kReluN1To1, made);
}
Refusal import_relu6(OperatorSource& source, std::optional<Attributes>& made) {
  return import_rectifier(source, Unary::kRelu6, made);
}
Refusal import_logistic(OperatorSource& source, std::optional<Attributes>& made) {
  return import_sigmoid(source, Unary::kLogistic, made);
}
Refusal import_tanh(OperatorSource& source, std::optional<Attributes>& made) {
  return import_sigmoid(source, Unary::kTanh, made);
}

Refusal import_hard_swish(OperatorSource& source, std::optional<Attributes>& made) {
  if (Refusal refusal = check_alike(source)) return refusal;
  if (is_int8(source)) {
    // The definition's two 16-bit multipliers: for the output, which must be below 1, and for the
    // three of "x + 3".
    const float fine = source.input(0).quantization.scales[0] / 128;
    const float out = fine / source.result().quantization.scales[0];
    const float three = fine / (3.0f / 32768.0f);
    // Just below 1 the multiplier rounds to 1.
    if (out >= 1 - 0x1p-24f || out < 0x1p-30f || three < 0x1p-30f || three > 0x1p30f) {
      return "the scale of its output does not fit its input's";
    }
  }
  made = UnaryAttributes{Unary::kHardSwish};
  return {};
}

Refusal import_softmax(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_SoftmaxOptions();
  if (options == nullptr) return "it has no options";
  if (Refusal refusal = check_alike(source)) return refusal;
  if (source.input(0).shape.empty()) return "its input has no axis";
  const float beta = options->beta();
  if (!std::isfinite(beta) || beta <= 0) return "its beta is not a positive number";
  if (is_int8(source)) {
    if (Refusal refusal = check_fixed_output(source.result(), 1.0f / 256, -128)) return refusal;
    const double step = static_cast<double>(beta) * source.input(0).quantization.scales[0];
    if (step * 0x1p26 <= 1) return "the scale of its input is too small";
    // The sum of a row's exponentials has 12 bits before its point.
    if (source.input(0).shape.back() >= 4096) {
      return "its rows are longer than 4095, for which its int8 arithmetic has no room";
    }
  }
  made = SoftmaxAttributes{beta};
  return {};
}

Refusal import_l2_normalization(OperatorSource& source, std::optional<Attributes>& made) {
  if (Refusal refusal = check_alike(source)) return refusal;
  if (source.input(0).shape.empty()) return "its input has no axis";
  if (const auto* options = source.op.options_as_L2NormOptions();
      options != nullptr && options->activation() != schema::FusedActivation::None) {
    return "it has a fused activation";
  }
  if (is_int8(source)) {
    // An output of steps of 1/128 around 0 is taken for granted by the reference, not read.
    if (source.input(0).shape.back() > 33000) {
      return "its rows are longer than 33000, their squares overflow 32 bits";
    }
  }
  made = L2NormalizationAttributes{};
  return {};
}

}  // namespace ocellus::tools
