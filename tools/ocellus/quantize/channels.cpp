#include "tools/ocellus/quantize/channels.hpp"

#include <cstring>

namespace ocellus::tools::quantize {

std::optional<FilterLayout> filter_layout(const Graph& graph, const Operator& op) {
  if (!reference::has_weights(op)) return std::nullopt;
  const std::vector<std::int32_t>& shape = graph.tensor(op.inputs[1]).shape;
  FilterLayout layout;
  layout.depthwise = std::holds_alternative<DepthwiseConv2dAttributes>(op.attributes);
  layout.fully_connected = std::holds_alternative<FullyConnectedAttributes>(op.attributes);
  layout.output_axis = layout.depthwise ? 3 : 0;
  layout.outputs = shape[static_cast<std::size_t>(layout.output_axis)];
  if (layout.fully_connected) {
    layout.inputs = shape[1];
    layout.window = 1;
    return layout;
  }
  layout.inputs = graph.tensor(op.inputs[0]).shape.back();
  if (!layout.depthwise) layout.groups = layout.inputs / shape[3];
  layout.window = static_cast<std::size_t>(shape[1]) * static_cast<std::size_t>(shape[2]);
  return layout;
}

bool has_bias(const Operator& op) { return op.inputs.size() > 2 && op.inputs[2] != kNoTensor; }

void separate_constants(Graph& graph) {
  std::vector<bool> taken(graph.tensors.size());
  for (Operator& op : graph.operators) {
    for (TensorId& id : op.inputs) {
      if (id == kNoTensor || !graph.tensor(id).constant()) continue;
      if (taken[id]) {
        graph.tensors.push_back(graph.tensor(id));
        id = static_cast<TensorId>(graph.tensors.size() - 1);
        taken.push_back(true);
      }
      taken[id] = true;
    }
  }
}

std::vector<float> to_vector(const Tensor& tensor) {
  std::vector<float> values(tensor.data.size() / sizeof(float));
  std::memcpy(values.data(), tensor.data.data(), tensor.data.size());
  return values;
}

void set_values(Tensor& tensor, std::span<const float> values) {
  tensor.type = DataType::kFloat32;
  tensor.quantization = {};
  tensor.data.resize(values.size_bytes());
  std::memcpy(tensor.data.data(), values.data(), values.size_bytes());
}

}  // namespace ocellus::tools::quantize
