#include "tools/ocellus/plan/random_graph.hpp"

#include <cmath>
#include <cstring>
#include <utility>

#include "tools/ocellus/tflite/padding.hpp"

namespace ocellus::tools {

std::uint64_t Random::next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

std::int32_t Random::between(std::int32_t low, std::int32_t high) {
  const auto count = static_cast<std::uint64_t>(std::int64_t{high} - low + 1);
  return static_cast<std::int32_t>(low + static_cast<std::int64_t>(next() % count));
}

bool Random::chance(double probability) {
  return static_cast<double>(next() >> 11) * 0x1p-53 < probability;
}

TensorId GraphMaker::activation(std::vector<std::int32_t> shape, float scale,
                                std::int32_t zero_point) {
  const auto id = static_cast<TensorId>(graph_.tensors.size());
  Tensor tensor;
  tensor.name = "tensor" + std::to_string(id);
  tensor.type = DataType::kInt8;
  tensor.shape = std::move(shape);
  tensor.quantization = {{scale}, {zero_point}, 0};
  graph_.tensors.push_back(std::move(tensor));
  return id;
}

TensorId GraphMaker::constant(DataType type, std::vector<std::int32_t> shape, std::int32_t reach) {
  const auto id = static_cast<TensorId>(graph_.tensors.size());
  Tensor tensor;
  tensor.name = "constant" + std::to_string(id);
  tensor.type = type;
  tensor.shape = std::move(shape);
  const std::size_t width = bytes_per_element(type);
  tensor.data.resize(tensor.elements() * width);
  for (std::size_t i = 0; i < tensor.elements(); ++i) {
    const std::int32_t value = random_.between(-reach, reach);
    if (type == DataType::kInt8) {
      tensor.data[i] = static_cast<std::byte>(value);
    } else {
      std::memcpy(&tensor.data[i * width], &value, width);
    }
  }
  graph_.tensors.push_back(std::move(tensor));
  return id;
}

void GraphMaker::append(Attributes attributes, std::vector<TensorId> inputs, TensorId output) {
  const auto index = static_cast<std::int32_t>(graph_.operators.size());
  graph_.operators.push_back({std::move(attributes), std::move(inputs), {output}, index});
}

TensorId GraphMaker::input(std::int32_t height, std::int32_t width, std::int32_t channels) {
  const TensorId id = activation({1, height, width, channels}, 0.0078125F, -1);
  graph_.inputs.push_back(id);
  return id;
}

template <typename ConvAttributes>
TensorId GraphMaker::convolution(TensorId from, std::vector<std::int32_t> filter_shape,
                                 std::int32_t channel_axis, std::int32_t taps,
                                 ConvAttributes attributes) {
  const std::vector<std::int32_t> in = tensor(from).shape;
  const float in_scale = tensor(from).quantization.scales[0];
  const std::int32_t channels = filter_shape[static_cast<std::size_t>(channel_axis)];
  const Sliding rows = {in[1], filter_shape[1], attributes.stride_y, 1};
  const Sliding columns = {in[2], filter_shape[2], attributes.stride_x, 1};
  attributes.padding = same_padding(rows, columns);

  const TensorId filter = constant(DataType::kInt8, filter_shape, 127);
  const TensorId bias = constant(DataType::kInt32, {channels}, 20000);
  Quantization& quantization = graph_.tensor(filter).quantization;
  quantization.axis = channel_axis;
  for (std::int32_t i = 0; i < channels; ++i) {
    quantization.scales.push_back(static_cast<float>(random_.between(50, 150)) * 1e-5F);
    quantization.zero_points.push_back(0);
  }
  // A sum of `taps` products of uniform values spreads like this; two of it fill the int8 range.
  const float spread = 74.0F * 74.0F * std::sqrt(static_cast<float>(taps));
  const float out_scale = in_scale * 1e-3F * spread / 50.0F;
  const TensorId out = activation({1, same_positions(rows), same_positions(columns), channels},
                                  out_scale, random_.between(-60, 60));
  append(attributes, {from, filter, bias}, out);
  return out;
}

TensorId GraphMaker::conv(TensorId from, std::int32_t channels, std::int32_t kernel,
                          std::int32_t stride, Activation activation) {
  const std::int32_t in_channels = tensor(from).shape[3];
  Conv2dAttributes attributes;
  attributes.stride_y = attributes.stride_x = stride;
  attributes.activation = activation;
  return convolution(from, {channels, kernel, kernel, in_channels}, 0,
                     kernel * kernel * in_channels, attributes);
}

TensorId GraphMaker::depthwise(TensorId from, std::int32_t kernel, std::int32_t stride,
                               std::int32_t multiplier, Activation activation) {
  const std::int32_t channels = tensor(from).shape[3] * multiplier;
  DepthwiseConv2dAttributes attributes;
  attributes.stride_y = attributes.stride_x = stride;
  attributes.activation = activation;
  return convolution(from, {1, kernel, kernel, channels}, 3, kernel * kernel, attributes);
}

TensorId GraphMaker::add(TensorId first, TensorId second, Activation kind) {
  const float scale = tensor(first).quantization.scales[0] + tensor(second).quantization.scales[0];
  const TensorId out = activation(tensor(first).shape, scale, random_.between(-60, 60));
  append(ArithmeticAttributes{Arithmetic::kAdd, kind}, {first, second}, out);
  return out;
}

TensorId GraphMaker::reshape(TensorId from, std::vector<std::int32_t> shape) {
  const Quantization quantization = tensor(from).quantization;
  const TensorId out =
      activation(std::move(shape), quantization.scales[0], quantization.zero_points[0]);
  append(ReshapeAttributes{}, {from}, out);
  return out;
}

// A RESHAPE keeps scale and zero point, so what it was made from takes them too.
void GraphMaker::set_quantization(TensorId id, const Quantization& quantization) {
  graph_.tensor(id).quantization = quantization;
  for (const Operator& op : graph_.operators) {
    if (op.outputs[0] == id && std::holds_alternative<ReshapeAttributes>(op.attributes)) {
      set_quantization(op.inputs[0], quantization);
    }
  }
}

TensorId GraphMaker::concatenation(const std::vector<TensorId>& parts, std::int32_t axis) {
  const Quantization quantization = tensor(parts[0]).quantization;
  std::vector<std::int32_t> shape = tensor(parts[0]).shape;
  shape[static_cast<std::size_t>(axis)] = 0;
  for (const TensorId part : parts) {
    shape[static_cast<std::size_t>(axis)] += tensor(part).shape[static_cast<std::size_t>(axis)];
    set_quantization(part, quantization);
  }
  const TensorId out = activation(shape, quantization.scales[0], quantization.zero_points[0]);
  append(ConcatenationAttributes{axis}, parts, out);
  return out;
}

Graph random_graph(std::uint64_t seed, int operators) {
  GraphMaker maker(seed);
  Random& random = maker.random();
  // One draw a statement: the order of a call's arguments is the compiler's choice, and the graph
  // would be too.
  const std::int32_t width = random.between(20, 40);
  const std::int32_t height = random.between(20, 40);
  TensorId at = maker.input(height, width, 3);
  at = maker.conv(at, 8, 3, 2, Activation::kRelu6);
  const auto stride = [&](const std::vector<std::int32_t>& shape) {
    return shape[1] > 6 && random.chance(0.2) ? 2 : 1;
  };
  std::vector<TensorId> heads;
  bool joined_channels = false;
  while (static_cast<int>(maker.graph().operators.size()) < operators) {
    const std::vector<std::int32_t> shape = maker.tensor(at).shape;
    switch (random.between(0, 4)) {
      case 0: {
        const std::int32_t step = stride(shape);
        const std::int32_t kernel = random.chance(0.5) ? 1 : 3;
        at = maker.conv(at, random.between(3, 40), kernel, step, Activation::kRelu);
        break;
      }
      case 1: {
        const std::int32_t multiplier = shape[3] < 20 && random.chance(0.3) ? 2 : 1;
        const std::int32_t step = stride(shape);
        at = maker.depthwise(at, random.chance(0.7) ? 3 : 5, step, multiplier);
        break;
      }
      case 2: {  // a residual block
        const TensorId wide = maker.conv(at, shape[3] * 2, 1, 1, Activation::kRelu6);
        const TensorId narrow = maker.conv(maker.depthwise(wide, 3, 1), shape[3], 1, 1);
        at = maker.add(at, narrow);
        break;
      }
      case 3: {  // a head: 4 values at each position
        const TensorId head = maker.conv(at, 8, 3, 1);
        heads.push_back(maker.reshape(head, {1, shape[1] * shape[2] * 2, 4}));
        break;
      }
      default: {  // two branches joined on their channels
        if (joined_channels) break;
        joined_channels = true;
        const TensorId left = maker.conv(at, 5, 1, 1);
        const TensorId right = maker.depthwise(at, 3, 1);
        at = maker.concatenation({left, right}, 3);
        break;
      }
    }
  }
  if (heads.size() > 1) maker.output(maker.concatenation(heads, 1));
  if (heads.size() == 1) maker.output(heads[0]);
  maker.output(maker.conv(at, 7, 1, 1));
  return std::move(maker.graph());
}

}  // namespace ocellus::tools
