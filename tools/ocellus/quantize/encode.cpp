#include "tools/ocellus/quantize/encode.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "tools/ocellus/quantize/channels.hpp"

namespace ocellus::tools::quantize {
namespace {

template <typename T>
std::vector<std::byte> bytes_of(const std::vector<T>& values) {
  std::vector<std::byte> bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

}  // namespace

WeightScale weight_scale(float largest_weight, float bias, float input_scale) {
  const double natural = static_cast<double>(largest_weight) / 127;
  const double bound = std::fabs(static_cast<double>(bias)) / (input_scale * kBiasLimit);
  const double scale = std::max(natural, bound);
  if (static_cast<float>(scale) <= 0) return {1, false};  // all zeros: any scale will do
  return {static_cast<float>(scale), bound > natural};
}

Grid grid_of(const Tensor& tensor) {
  return {tensor.quantization.scales[0], tensor.quantization.zero_points[0]};
}

Encoded encode(const Graph& graph, const std::vector<Range>& ranges) {
  Encoded result{graph, std::vector<std::int32_t>(graph.operators.size())};
  Graph& out = result.graph;

  for (std::size_t id = 0; id < graph.tensors.size(); ++id) {
    Tensor& tensor = out.tensors[id];
    if (tensor.constant() || tensor.type != DataType::kFloat32) continue;
    const Grid grid = grid_of(ranges[id]);
    tensor.type = DataType::kInt8;
    tensor.quantization = {{grid.scale}, {grid.zero_point}, 0};
  }

  for (std::size_t index = 0; index < out.operators.size(); ++index) {
    const std::optional<FilterLayout> layout = filter_layout(out, out.operators[index]);
    if (!layout) continue;
    const Operator& op = out.operators[index];
    const float input_scale = out.tensor(op.inputs[0]).quantization.scales[0];
    const std::vector<float> weights = to_vector(out.tensor(op.inputs[1]));
    std::vector<float> bias(static_cast<std::size_t>(layout->outputs));
    if (has_bias(op)) bias = to_vector(out.tensor(op.inputs[2]));

    std::vector<float> scales(bias.size());
    std::vector<float> largest(bias.size());
    layout->for_each([&](std::size_t at, std::int32_t, std::int32_t o) {
      largest[o] = std::max(largest[o], std::fabs(weights[at]));
    });
    for (std::size_t o = 0; o < scales.size(); ++o) {
      const WeightScale chosen = weight_scale(largest[o], bias[o], input_scale);
      scales[o] = chosen.scale;
      result.floored[index] += chosen.floored ? 1 : 0;
    }

    std::vector<std::int8_t> codes(weights.size());
    layout->for_each([&](std::size_t at, std::int32_t, std::int32_t o) {
      const double steps = std::nearbyint(static_cast<double>(weights[at]) / scales[o]);
      codes[at] = static_cast<std::int8_t>(std::clamp(steps, -127.0, 127.0));
    });
    Tensor& filter = out.tensor(op.inputs[1]);
    filter.type = DataType::kInt8;
    filter.data = bytes_of(codes);
    filter.quantization = {scales, std::vector<std::int32_t>(scales.size()), layout->output_axis};

    if (!has_bias(op)) continue;
    std::vector<std::int32_t> sums(bias.size());
    std::vector<float> bias_scales(bias.size());
    for (std::size_t o = 0; o < bias.size(); ++o) {
      bias_scales[o] = input_scale * scales[o];
      const double steps = std::nearbyint(static_cast<double>(bias[o]) /
                                          (static_cast<double>(input_scale) * scales[o]));
      sums[o] = static_cast<std::int32_t>(std::clamp(steps, -kBiasLimit, kBiasLimit));
    }
    Tensor& stored = out.tensor(op.inputs[2]);
    stored.type = DataType::kInt32;
    stored.data = bytes_of(sums);
    stored.quantization = {bias_scales, std::vector<std::int32_t>(bias.size()), 0};
  }
  return result;
}

Graph decode(const Graph& encoded) {
  Graph out = encoded;
  for (const Operator& op : encoded.operators) {
    const std::optional<FilterLayout> layout = filter_layout(encoded, op);
    if (!layout) continue;
    Tensor& filter = out.tensor(op.inputs[1]);
    const std::vector<float>& scales = filter.quantization.scales;
    std::vector<float> weights(filter.elements());
    layout->for_each([&](std::size_t at, std::int32_t, std::int32_t o) {
      weights[at] = scales[o] * static_cast<float>(std::to_integer<std::int8_t>(filter.data[at]));
    });
    const double input_scale = encoded.tensor(op.inputs[0]).quantization.scales[0];
    if (has_bias(op)) {
      Tensor& stored = out.tensor(op.inputs[2]);
      std::vector<float> bias(stored.elements());
      for (std::size_t o = 0; o < bias.size(); ++o) {
        std::int32_t steps = 0;
        std::memcpy(&steps, stored.data.data() + o * sizeof steps, sizeof steps);
        bias[o] = static_cast<float>(steps * (input_scale * scales[o]));
      }
      set_values(stored, bias);
    }
    set_values(filter, weights);
  }
  for (Tensor& tensor : out.tensors) {
    if (!tensor.constant() && tensor.type == DataType::kInt8) tensor.type = DataType::kFloat32;
  }
  return out;
}

}  // namespace ocellus::tools::quantize
