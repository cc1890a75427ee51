// PAD, PADV2 and MIRROR_PAD.
#include <string>
#include <utility>

#include "schema_generated.h"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

Refusal read_amounts(const OperatorSource& source, PadAttributes& attributes) {
  const Tensor& input = source.input(0);
  const Tensor& amounts = source.input(1);
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  const std::size_t rank = input.shape.size();
  const std::optional<std::vector<std::int64_t>> values = constant_integers(amounts);
  if (!values) return "its amounts of padding are not a constant of whole numbers";
  if (values->size() != 2 * rank || output.shape.size() != rank) {
    return "its amounts of padding are " + text(amounts.shape) + " for an input " +
           text(input.shape);
  }
  for (std::size_t i = 0; i < rank; ++i) {
    const std::int64_t before = (*values)[2 * i];
    const std::int64_t after = (*values)[2 * i + 1];
    constexpr std::int64_t kMost = TensorReader::kMostElements;
    if (before < 0 || after < 0 || before > kMost || after > kMost ||
        before + input.shape[i] + after != output.shape[i]) {
      return "it pads dimension " + std::to_string(i) + " by " + std::to_string(before) + " and " +
             std::to_string(after) + ", but " + shapes_differ(input, output);
    }
    attributes.before.push_back(static_cast<std::int32_t>(before));
    attributes.after.push_back(static_cast<std::int32_t>(after));
  }
  return {};
}

}  // namespace

Refusal import_pad(OperatorSource& source, std::optional<Attributes>& made) {
  PadAttributes attributes;
  if (Refusal refusal = read_amounts(source, attributes)) return refusal;
  source.inputs.resize(1);
  made = std::move(attributes);
  return {};
}

Refusal import_pad_v2(OperatorSource& source, std::optional<Attributes>& made) {
  if (!source.has_input(2)) return import_pad(source, made);
  PadAttributes attributes;
  attributes.mode = PadMode::kValue;
  if (Refusal refusal = read_amounts(source, attributes)) return refusal;
  const Tensor& value = source.input(2);
  const Tensor& output = source.result();
  if (!value.constant() || value.elements() != 1 || value.type != output.type) {
    return "the value it pads with is not a constant of one " + std::string(name(output.type));
  }
  if (value.quantization != output.quantization) {
    return "the scale or zero point of the value it pads with is not its output's";
  }
  source.inputs = {source.inputs[0], source.inputs[2]};
  made = std::move(attributes);
  return {};
}

Refusal import_mirror_pad(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_MirrorPadOptions();
  if (options == nullptr) return "it has no options";
  PadAttributes attributes;
  if (Refusal refusal = read_amounts(source, attributes)) return refusal;
  std::int32_t spared = 0;  // the border itself, which REFLECT does not repeat
  switch (options->mode()) {
    case schema::MirrorMode::Reflect:
      attributes.mode = PadMode::kReflect;
      spared = 1;
      break;
    case schema::MirrorMode::Symmetric:
      attributes.mode = PadMode::kSymmetric;
      break;
    default:
      return "its mode is " + std::to_string(static_cast<int>(options->mode()));
  }
  const Tensor& input = source.input(0);
  for (std::size_t i = 0; i < input.shape.size(); ++i) {
    const std::int32_t most = input.shape[i] - spared;
    if (attributes.before[i] > most || attributes.after[i] > most) {
      return "it mirrors more of dimension " + std::to_string(i) + " than the " +
             std::to_string(most) + " there are";
    }
  }
  source.inputs.resize(1);
  made = std::move(attributes);
  return {};
}

}  // namespace ocellus::tools
