#include "tools/ocellus/plan/weights.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <string>

#include "tools/ocellus/plan/fixed_point.hpp"

namespace ocellus::tools::lowering {
namespace {

template <typename T>
std::vector<T> values(const Tensor& tensor) {
  std::vector<T> result(tensor.data.size() / sizeof(T));
  std::memcpy(result.data(), tensor.data.data(), result.size() * sizeof(T));
  return result;
}

}  // namespace

Reason read_weights(const Graph& graph, const Operator& op, std::int32_t axis, ScaleProduct product,
                    Weights& weights) {
  const Tensor& input = graph.tensor(op.inputs[0]);
  const Tensor& filter = graph.tensor(op.inputs[1]);
  const Tensor& output = graph.tensor(op.outputs[0]);
  const std::int32_t channels = filter.shape[static_cast<std::size_t>(axis)];
  const Quantization& q = filter.quantization;
  if (q.scales.size() != 1 &&
      (q.scales.size() != static_cast<std::size_t>(channels) || q.axis != axis)) {
    return "its filter needs one scale, or one per output channel";
  }
  if (std::ranges::any_of(q.zero_points, [](std::int32_t zero) { return zero != 0; })) {
    return "its filter's zero point must be 0";
  }
  weights.multipliers.reserve(static_cast<std::size_t>(channels));
  for (std::int32_t channel = 0; channel < channels; ++channel) {
    const float filter_scale = q.scales[q.per_tensor() ? 0 : static_cast<std::size_t>(channel)];
    const double factor = q.per_tensor() && product == ScaleProduct::kFloat
                              ? fully_connected_factor(scale(input), filter_scale, scale(output))
                              : convolution_factor(scale(input), filter_scale, scale(output));
    if (!std::isfinite(factor) || factor < 0) {
      return "the scale of its filter's channel " + std::to_string(channel) + " is not usable";
    }
    const kernels::Multiplier multiplier = quantize_multiplier(factor);
    if (multiplier.shift > 30) {
      return "channel " + std::to_string(channel) + " scales its sums by more than 2^30";
    }
    weights.multipliers.push_back(multiplier);
  }

  weights.filter = values<std::int8_t>(filter);
  if (op.inputs.size() > 2 && op.inputs[2] != kNoTensor) {
    const Tensor& bias = graph.tensor(op.inputs[2]);
    if (!bias.constant() || bias.type != DataType::kInt32 ||
        bias.elements() != static_cast<std::size_t>(channels)) {
      return "its bias must be a constant int32 tensor with one value per output channel";
    }
    weights.bias = values<std::int32_t>(bias);
  }
  return {};
}

std::vector<std::byte> tables(const Weights& weights) {
  std::vector<std::byte> bytes;
  const auto append = [&](const auto& elements) {
    const auto more = std::as_bytes(std::span(elements));
    bytes.insert(bytes.end(), more.begin(), more.end());
  };
  append(weights.bias.empty() ? std::vector<std::int32_t>(weights.multipliers.size(), 0)
                              : weights.bias);
  append(weights.multipliers);
  append(weights.filter);
  return bytes;
}

}  // namespace ocellus::tools::lowering
