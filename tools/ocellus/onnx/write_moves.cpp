// Operators that move bytes: they stand between uint8 values.
#include "tools/ocellus/onnx/layout.hpp"
#include "tools/ocellus/onnx/write_operators.hpp"

namespace ocellus::tools {

OnnxRefusal write(OnnxWriter& file, const Operator& op, const ReshapeAttributes&) {
  const TensorId from = op.inputs[0], to = op.outputs[0];
  const std::vector<std::int32_t>& shape = file.graph().tensor(to).shape;
  file.set_in_file_order(to, file.reshaped(file.in_file_order(from), {shape.begin(), shape.end()}));
  return {};
}

OnnxRefusal write(OnnxWriter& file, const Operator& op, const PadAttributes& attributes) {
  const TensorId from = op.inputs[0], to = op.outputs[0];
  if (attributes.mode != PadMode::kZero) return "only padding with zeros is exported";
  std::vector<std::int64_t> amounts = by_onnx_axis(attributes.before);
  const std::vector<std::int64_t> after = by_onnx_axis(attributes.after);
  amounts.insert(amounts.end(), after.begin(), after.end());
  file.set(to,
           file.node("Pad", {file.bytes_of(from), file.integers(amounts), file.zero_point(from)}));
  return {};
}

OnnxRefusal write(OnnxWriter& file, const Operator& op, const ConcatenationAttributes& attributes) {
  std::vector<ValueName> parts;
  for (const TensorId part : op.inputs) {
    if (file.graph().tensor(part).constant()) return "one of its inputs is constant";
    parts.push_back(file.bytes_of(part));
  }
  const std::size_t rank = file.graph().tensor(op.outputs[0]).shape.size();
  const auto axis =
      static_cast<std::int64_t>(onnx_axis(rank, static_cast<std::size_t>(attributes.axis)));
  const OnnxAttribute along[] = {{"axis", axis}};
  file.set(op.outputs[0], file.node("Concat", parts, along));
  return {};
}

OnnxRefusal write(OnnxWriter& file, const Operator& op, const TransposeAttributes& attributes) {
  const std::vector<std::int64_t> permutation(attributes.permutation.begin(),
                                              attributes.permutation.end());
  file.set_in_file_order(op.outputs[0],
                         file.transposed(file.in_file_order(op.inputs[0]), permutation));
  return {};
}

}  // namespace ocellus::tools
