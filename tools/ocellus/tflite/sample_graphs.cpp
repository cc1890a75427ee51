#include "tools/ocellus/tflite/sample_graphs.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "tools/ocellus/graph/window.hpp"

namespace ocellus::tools {

double GraphBuilder::noise() {
  // A linear congruential generator; its upper bits are random enough for weights.
  state_ = state_ * 1664525u + 1013904223u;
  return static_cast<double>(state_ >> 8) / static_cast<double>(1 << 23) - 1.0;
}

TensorId GraphBuilder::tensor(std::string name, std::vector<std::int32_t> shape,
                              Quantization quantization) {
  Tensor& made = graph_.tensors.emplace_back();
  made.name = std::move(name);
  made.type = type_;
  made.shape = std::move(shape);
  if (type_ == DataType::kInt8) made.quantization = std::move(quantization);
  return static_cast<TensorId>(graph_.tensors.size() - 1);
}

TensorId GraphBuilder::constant(std::string name, DataType type, std::vector<std::int32_t> shape,
                                double reach) {
  const TensorId id = tensor(std::move(name), std::move(shape), {});
  Tensor& made = graph_.tensor(id);
  made.type = type;
  made.data.resize(made.bytes());
  for (std::size_t i = 0; i < made.elements(); ++i) {
    const double value = noise() * reach;
    if (type == DataType::kFloat32) {
      const auto number = static_cast<float>(value);
      std::memcpy(&made.data[i * sizeof number], &number, sizeof number);
    } else if (type == DataType::kInt32) {
      const auto number = static_cast<std::int32_t>(std::lround(value));
      std::memcpy(&made.data[i * sizeof number], &number, sizeof number);
    } else {
      made.data[i] = static_cast<std::byte>(std::lround(value));
    }
  }
  return id;
}

TensorId GraphBuilder::append(Attributes attributes, std::vector<TensorId> inputs,
                              std::vector<std::int32_t> shape, Quantization quantization) {
  const auto index = static_cast<std::int32_t>(graph_.operators.size());
  const TensorId output =
      tensor("result " + std::to_string(index), std::move(shape), std::move(quantization));
  graph_.operators.push_back({std::move(attributes), std::move(inputs), {output}, index});
  return output;
}

TensorId GraphBuilder::input(std::vector<std::int32_t> shape) {
  const TensorId id = tensor("input " + std::to_string(graph_.inputs.size()), std::move(shape),
                             {{1.0f / 128}, {-1}, 0});
  graph_.inputs.push_back(id);
  return id;
}

template <typename Convolution>
TensorId GraphBuilder::convolution(TensorId from, std::vector<std::int32_t> filter_shape,
                                   std::size_t outputs_axis, const Convolution& attributes,
                                   bool bias) {
  const std::vector<std::int32_t> in = graph_.tensor(from).shape;
  const Padding& padding = attributes.padding;
  const Sliding rows = {in[1] + padding.top + padding.bottom, filter_shape[1], attributes.stride_y,
                        attributes.dilation_y};
  const Sliding columns = {in[2] + padding.left + padding.right, filter_shape[2],
                           attributes.stride_x, attributes.dilation_x};
  const std::int32_t channels = filter_shape[outputs_axis];
  const std::vector<std::int32_t> out = {1, (rows.input - rows.span()) / rows.stride + 1,
                                         (columns.input - columns.span()) / columns.stride + 1,
                                         channels};
  const bool int8 = type_ == DataType::kInt8;
  const std::string number = std::to_string(graph_.operators.size());
  const std::int32_t taps =
      filter_shape[1] * filter_shape[2] * (outputs_axis == 0 ? filter_shape[3] : 1);
  const double reach = int8 ? 127 : 1 / std::sqrt(taps);

  const TensorId filter = constant("filter " + number, type_, std::move(filter_shape), reach);
  TensorId offsets = kNoTensor;
  if (bias) {
    offsets = constant("bias " + number, int8 ? DataType::kInt32 : DataType::kFloat32, {channels},
                       int8 ? 4000 : 0.3);
  }
  if (int8) {
    Quantization& weights = graph_.tensor(filter).quantization;
    weights.axis = static_cast<std::int32_t>(outputs_axis);
    const float input_scale = graph_.tensor(from).quantization.scales[0];
    std::vector<float> products;
    for (std::int32_t c = 0; c < channels; ++c) {
      weights.scales.push_back(static_cast<float>(0.004 + 0.002 * noise()));
      products.push_back(input_scale * weights.scales.back());
    }
    weights.zero_points.assign(weights.scales.size(), 0);
    if (bias) graph_.tensor(offsets).quantization = {products, weights.zero_points, 0};
  }
  return append(attributes, {from, filter, offsets}, out, {{0.03125f}, {3}, 0});
}

TensorId GraphBuilder::conv2d(TensorId from, std::int32_t channels, std::int32_t window,
                              const Conv2dAttributes& attributes, bool bias) {
  return convolution(from, {channels, window, window, graph_.tensor(from).shape[3]}, 0, attributes,
                     bias);
}

TensorId GraphBuilder::depthwise_conv2d(TensorId from, std::int32_t multiplier, std::int32_t window,
                                        const DepthwiseConv2dAttributes& attributes, bool bias) {
  return convolution(from, {1, window, window, graph_.tensor(from).shape[3] * multiplier}, 3,
                     attributes, bias);
}

TensorId GraphBuilder::add(TensorId first, TensorId second, Activation activation) {
  return append(ArithmeticAttributes{Arithmetic::kAdd, activation}, {first, second},
                graph_.tensor(first).shape, {{0.046875f}, {-5}, 0});
}

TensorId GraphBuilder::reshape(TensorId from, std::vector<std::int32_t> shape) {
  return append(ReshapeAttributes{}, {from}, std::move(shape), graph_.tensor(from).quantization);
}

TensorId GraphBuilder::concatenation(const std::vector<TensorId>& parts, std::int32_t axis) {
  std::vector<std::int32_t> shape = graph_.tensor(parts[0]).shape;
  shape[static_cast<std::size_t>(axis)] = 0;
  for (const TensorId part : parts) {
    Tensor& joined = graph_.tensor(part);
    joined.quantization = graph_.tensor(parts[0]).quantization;
    shape[static_cast<std::size_t>(axis)] += joined.shape[static_cast<std::size_t>(axis)];
  }
  return append(ConcatenationAttributes{axis}, parts, std::move(shape),
                graph_.tensor(parts[0]).quantization);
}

TensorId GraphBuilder::pad(TensorId from, std::vector<std::int32_t> before,
                           std::vector<std::int32_t> after) {
  std::vector<std::int32_t> shape = graph_.tensor(from).shape;
  for (std::size_t i = 0; i < shape.size(); ++i) shape[i] += before[i] + after[i];
  return append(PadAttributes{std::move(before), std::move(after), PadMode::kZero}, {from},
                std::move(shape), graph_.tensor(from).quantization);
}

TensorId GraphBuilder::activation(TensorId from, Unary kind, bool rescale) {
  Quantization quantization = graph_.tensor(from).quantization;
  if (rescale) {
    for (float& scale : quantization.scales) scale /= 2;
  }
  return append(UnaryAttributes{kind}, {from}, graph_.tensor(from).shape, std::move(quantization));
}

Graph GraphBuilder::finish(std::vector<TensorId> outputs) {
  graph_.outputs = std::move(outputs);
  return std::move(graph_);
}

std::vector<SampleGraph> sample_graphs(DataType type) {
  std::vector<SampleGraph> samples;
  const auto make = [&](std::string name, auto&& build) {
    GraphBuilder builder(type);
    std::vector<TensorId> outputs = build(builder);
    samples.push_back({std::move(name), builder.finish(std::move(outputs))});
  };
  using Ids = std::vector<TensorId>;
  const auto convolutions = [&](const std::string& rule, std::vector<std::int32_t> shape,
                                const Conv2dAttributes& a) {
    make("conv2d-" + rule,
         [&](GraphBuilder& b) -> Ids { return {b.conv2d(b.input(shape), 5, 3, a)}; });
    const DepthwiseConv2dAttributes d = {a.stride_y,   a.stride_x, a.dilation_y,
                                         a.dilation_x, a.padding,  a.activation};
    make("depthwise-" + rule,
         [&](GraphBuilder& b) -> Ids { return {b.depthwise_conv2d(b.input(shape), 2, 3, d)}; });
  };
  convolutions("valid", {1, 8, 6, 3}, {.activation = Activation::kRelu});
  convolutions("same", {1, 9, 7, 4}, {.padding = {1, 1, 1, 1}, .activation = Activation::kRelu6});
  convolutions("same-odd", {1, 8, 7, 3}, {.stride_y = 2, .stride_x = 2, .padding = {0, 1, 1, 1}});
  convolutions("dilated", {1, 9, 9, 2},
               {.dilation_y = 2, .dilation_x = 2, .padding = {2, 2, 2, 2}});
  // Neither SAME nor VALID: what other frameworks do before a stride of two.
  convolutions("explicit", {1, 8, 8, 3}, {.stride_y = 2, .stride_x = 2, .padding = {1, 0, 1, 0}});
  make("conv2d-no-bias", [](GraphBuilder& b) -> Ids {
    return {b.conv2d(b.input({1, 4, 4, 3}), 6, 1, {.activation = Activation::kReluN1To1}, false)};
  });
  make("add", [](GraphBuilder& b) -> Ids {
    const TensorId first = b.input({1, 5, 5, 3}), second = b.input({1, 5, 5, 3});
    return {b.add(first, b.add(first, second), Activation::kRelu6)};
  });
  make("reshape", [](GraphBuilder& b) -> Ids {
    return {b.reshape(b.input({1, 4, 6, 2}), {1, 12, 4})};
  });
  make("concatenation", [](GraphBuilder& b) -> Ids {
    const TensorId first = b.input({1, 3, 4, 2}), second = b.input({1, 3, 4, 3});
    return {b.concatenation({first, second, first}, 3)};
  });
  make("pad", [](GraphBuilder& b) -> Ids {
    return {b.pad(b.input({1, 3, 4, 2}), {0, 1, 0, 2}, {0, 0, 3, 1})};
  });
  for (const bool rescale : {false, true}) {
    make(rescale ? "activations-rescaled" : "activations", [&](GraphBuilder& b) -> Ids {
      // RELU6 keeps its scale: where it changes, the Micro reference clamps without rescaling.
      const TensorId in = b.input({1, 4, 4, 4});
      return {b.activation(in, Unary::kRelu, rescale), b.activation(in, Unary::kRelu6),
              b.activation(in, Unary::kReluN1To1, rescale)};
    });
  }
  make("network", [](GraphBuilder& b) -> Ids {
    TensorId at = b.input({1, 17, 15, 3});
    at = b.pad(at, {0, 1, 1, 0}, {0, 0, 0, 0});
    at = b.activation(b.conv2d(at, 8, 3, {.stride_y = 2, .stride_x = 2}), Unary::kRelu6);
    const TensorId wide = b.conv2d(at, 16, 1, {.activation = Activation::kRelu6});
    const TensorId narrow = b.conv2d(
        b.depthwise_conv2d(wide, 1, 3, {.padding = {1, 1, 1, 1}, .activation = Activation::kRelu6}),
        8, 1);
    at = b.add(at, narrow);
    const TensorId heads = b.conv2d(at, 8, 3, {.padding = {1, 1, 1, 1}});
    const TensorId small = b.depthwise_conv2d(at, 1, 3, {.stride_y = 2, .stride_x = 2});
    const TensorId joined =
        b.concatenation({b.reshape(heads, {1, 112, 4}), b.reshape(small, {1, 18, 4})}, 1);
    return {joined, at};
  });
  return samples;
}

}  // namespace ocellus::tools
