#include "tools/ocellus/quantize/encode.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "tools/ocellus/quantize/channels.hpp"
#include "tools/ocellus/quantize/grid_rules.hpp"

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

namespace {

std::int8_t weight_code(float weight, float scale) {
  const double steps = std::nearbyint(static_cast<double>(weight) / scale);
  return static_cast<std::int8_t>(std::clamp(steps, -127.0, 127.0));
}

// An operand that is constant: on its neighbours' grid where they share one, else on its own.
void encode_operand(Tensor& tensor, std::optional<Range> shared) {
  const std::vector<float> values = to_vector(tensor);
  Range range;
  for (const float value : values) {
    range = {std::min(range.low, value), std::max(range.high, value)};
  }
  const Grid grid = grid_of(shared.value_or(range));
  std::vector<std::int8_t> codes;
  for (const float value : values) codes.push_back(grid.code(value));
  tensor.type = DataType::kInt8;
  tensor.data = bytes_of(codes);
  tensor.quantization = {{grid.scale}, {grid.zero_point}, 0};
}

void decode_operand(Tensor& tensor) {
  if (tensor.type != DataType::kInt8) return;
  const Grid grid = grid_of(tensor);
  std::vector<float> values;
  for (const std::byte code : tensor.data) {
    values.push_back(grid.real(std::to_integer<std::int8_t>(code)));
  }
  set_values(tensor, values);
}

// The scale of each output channel's weights, or the one of all; counts those the bias decided.
std::vector<float> weight_scales(const FilterLayout& layout, const std::vector<float>& weights,
                                 const std::vector<float>& bias, float input_scale,
                                 std::int32_t& floored) {
  const std::size_t count = layout.per_tensor() ? 1 : bias.size();
  std::vector<float> largest(count);
  std::vector<float> reach(count);
  layout.for_each([&](std::size_t at, std::int32_t, std::int32_t o) {
    float& so_far = largest[count == 1 ? 0 : o];
    so_far = std::max(so_far, std::fabs(weights[at]));
  });
  for (std::size_t o = 0; o < bias.size(); ++o) {
    float& so_far = reach[count == 1 ? 0 : o];
    so_far = std::max(so_far, std::fabs(bias[o]));
  }
  std::vector<float> scales;
  for (std::size_t k = 0; k < count; ++k) {
    const WeightScale chosen = weight_scale(largest[k], reach[k], input_scale);
    scales.push_back(chosen.scale);
    floored += chosen.floored ? 1 : 0;
  }
  return scales;
}

}  // namespace

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
    const Operator& op = out.operators[index];
    const std::optional<FilterLayout> layout = filter_layout(out, op);
    if (!layout) {
      for (const TensorId id : op.inputs) {
        if (id == kNoTensor || !out.tensor(id).constant()) continue;
        const Range shared = ranges[op.outputs[0]];
        encode_operand(out.tensor(id), shares_grid(op) ? std::optional(shared) : std::nullopt);
      }
      continue;
    }
    const float input_scale = out.tensor(op.inputs[0]).quantization.scales[0];
    Tensor& filter = out.tensor(op.inputs[1]);
    const std::vector<float> weights = to_vector(filter);
    std::vector<float> bias(static_cast<std::size_t>(layout->outputs));
    if (has_bias(op)) bias = to_vector(out.tensor(op.inputs[2]));
    const std::vector<float> scales =
        weight_scales(*layout, weights, bias, input_scale, result.floored[index]);
    const auto scale_of = [&](std::size_t o) { return scales[scales.size() == 1 ? 0 : o]; };

    std::vector<std::int8_t> codes(weights.size());
    layout->for_each([&](std::size_t at, std::int32_t, std::int32_t o) {
      codes[at] = weight_code(weights[at], scale_of(o));
    });
    filter.type = DataType::kInt8;
    filter.data = bytes_of(codes);
    filter.quantization = {scales, std::vector<std::int32_t>(scales.size()), layout->output_axis};

    if (!has_bias(op)) continue;
    std::vector<std::int32_t> sums(bias.size());
    for (std::size_t o = 0; o < bias.size(); ++o) {
      const double steps = std::nearbyint(static_cast<double>(bias[o]) /
                                          (static_cast<double>(input_scale) * scale_of(o)));
      sums[o] = static_cast<std::int32_t>(std::clamp(steps, -kBiasLimit, kBiasLimit));
    }
    std::vector<float> bias_scales = scales;
    for (float& scale : bias_scales) scale *= input_scale;
    Tensor& stored = out.tensor(op.inputs[2]);
    stored.type = DataType::kInt32;
    stored.data = bytes_of(sums);
    stored.quantization = {bias_scales, std::vector<std::int32_t>(bias_scales.size()), 0};
  }
  return result;
}

Graph decode(const Graph& encoded) {
  Graph out = encoded;
  for (const Operator& op : encoded.operators) {
    const std::optional<FilterLayout> layout = filter_layout(encoded, op);
    if (!layout) {
      for (const TensorId id : op.inputs) {
        if (id != kNoTensor && encoded.tensor(id).constant()) decode_operand(out.tensor(id));
      }
      continue;
    }
    Tensor& filter = out.tensor(op.inputs[1]);
    const std::vector<float> scales = filter.quantization.scales;
    const auto scale_of = [&](std::size_t o) { return scales[scales.size() == 1 ? 0 : o]; };
    std::vector<float> weights(filter.elements());
    layout->for_each([&](std::size_t at, std::int32_t, std::int32_t o) {
      weights[at] = scale_of(o) * static_cast<float>(std::to_integer<std::int8_t>(filter.data[at]));
    });
    const double input_scale = encoded.tensor(op.inputs[0]).quantization.scales[0];
    if (has_bias(op)) {
      Tensor& stored = out.tensor(op.inputs[2]);
      std::vector<float> bias(stored.elements());
      for (std::size_t o = 0; o < bias.size(); ++o) {
        std::int32_t steps = 0;
        std::memcpy(&steps, stored.data.data() + o * sizeof steps, sizeof steps);
        bias[o] = static_cast<float>(steps * (input_scale * scale_of(o)));
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
