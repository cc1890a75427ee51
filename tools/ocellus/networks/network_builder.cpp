#include "tools/ocellus/networks/network_builder.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "tools/ocellus/tflite/padding.hpp"

namespace ocellus::tools {
namespace {

// Whole numbers in -n..n, all as likely, have the deviation sqrt(n * (n + 1) / 3).
constexpr std::int32_t kLargestWeight = 127;
constexpr double kWeightDeviation = 73.6;
// Values beyond this many deviations are clamped.
constexpr double kReach = 4;
constexpr double kSteps = 255;
// Sums before an activation. RELU6 shows its upper end when three deviations reach it.
constexpr double kDeviation = 1;
constexpr double kDeviationBeforeRelu6 = 2;
// Of the scores before a SOFTMAX: large enough that a thousand classes do not all become 0.
constexpr double kScoreDeviation = 4;
// How much the largest of nine half-normal values outgrows one of them.
constexpr double kMaximumOfWindow = 1.7;
constexpr double kBiasShare = 0.5;  // of the sums' deviation

double deviation_before(Activation activation) {
  return activation == Activation::kRelu6 ? kDeviationBeforeRelu6 : kDeviation;
}

Padding padding_for(Edge edge, Sliding rows, Sliding columns) {
  return edge == Edge::kSame ? same_padding(rows, columns) : Padding{};
}

std::int32_t positions(Edge edge, Sliding axis) {
  return edge == Edge::kSame ? same_positions(axis) : valid_positions(axis);
}

}  // namespace

double& NetworkBuilder::rms(TensorId id) {
  const auto index = static_cast<std::size_t>(id);
  if (rms_.size() <= index) rms_.resize(index + 1);
  return rms_[index];
}

TensorId NetworkBuilder::append(Attributes attributes, std::vector<TensorId> inputs,
                                TensorId output) {
  maker_.append(std::move(attributes), std::move(inputs), output);
  return output;
}

TensorId NetworkBuilder::input(std::int32_t height, std::int32_t width, std::int32_t channels) {
  const TensorId id = maker_.input(height, width, channels);
  // int8 noise over its whole range.
  rms(id) = kWeightDeviation * static_cast<double>(tensor(id).quantization.scales[0]);
  return id;
}

TensorId NetworkBuilder::activated(std::vector<std::int32_t> shape, double deviation,
                                   Activation activation) {
  double low = -kReach * deviation, high = kReach * deviation;
  double expected = deviation;
  if (activation != Activation::kNone) {
    low = 0;
    expected /= std::numbers::sqrt2;
  }
  if (activation == Activation::kRelu6) high = 6;
  const double scale = (high - low) / kSteps;
  // As converters have it: real 0 is a whole number.
  const auto zero_point = static_cast<std::int32_t>(std::lround(-128 - low / scale));
  const TensorId id = maker_.activation(std::move(shape), static_cast<float>(scale), zero_point);
  rms(id) = expected;
  return id;
}

TensorId NetworkBuilder::moved(TensorId from, std::vector<std::int32_t> shape) {
  const Quantization quantization = tensor(from).quantization;
  const TensorId id =
      maker_.activation(std::move(shape), quantization.scales[0], quantization.zero_points[0]);
  rms(id) = rms(from);
  return id;
}

std::vector<TensorId> NetworkBuilder::weights(TensorId from, std::vector<std::int32_t> filter_shape,
                                              std::int32_t outputs_axis, bool by_channel,
                                              double deviation) {
  const auto channels = filter_shape[static_cast<std::size_t>(outputs_axis)];
  const TensorId filter = maker_.constant(DataType::kInt8, std::move(filter_shape), kLargestWeight);
  const double terms = static_cast<double>(tensor(filter).elements()) / channels;
  const double scale = deviation / (kWeightDeviation * std::sqrt(terms) * rms(from));
  const double input_scale = static_cast<double>(tensor(from).quantization.scales[0]);
  // Uniform in -n..n: n is sqrt(3) times the deviation.
  const double reach = kBiasShare * deviation * std::numbers::sqrt3 / (input_scale * scale);
  const TensorId bias =
      maker_.constant(DataType::kInt32, {channels}, static_cast<std::int32_t>(std::lround(reach)));

  Quantization products, scales;
  scales.axis = outputs_axis;
  for (std::int32_t c = 0; c < (by_channel ? channels : 1); ++c) {
    const double factor = by_channel ? maker_.random().between(50, 150) / 100.0 : 1.0;
    scales.scales.push_back(static_cast<float>(scale * factor));
    products.scales.push_back(tensor(from).quantization.scales[0] * scales.scales.back());
  }
  scales.zero_points.assign(scales.scales.size(), 0);
  products.zero_points = scales.zero_points;
  maker_.graph().tensor(filter).quantization = std::move(scales);
  maker_.graph().tensor(bias).quantization = std::move(products);
  return {from, filter, bias};
}

template <typename ConvAttributes>
TensorId NetworkBuilder::convolution(TensorId from, std::vector<std::int32_t> filter_shape,
                                     std::int32_t outputs_axis, Edge edge, double deviation,
                                     ConvAttributes attributes) {
  const std::vector<std::int32_t> in = tensor(from).shape;
  const Sliding rows = {in[1], filter_shape[1], attributes.stride_y, 1};
  const Sliding columns = {in[2], filter_shape[2], attributes.stride_x, 1};
  attributes.padding = padding_for(edge, rows, columns);
  const std::vector<std::int32_t> out = {1, positions(edge, rows), positions(edge, columns),
                                         filter_shape[static_cast<std::size_t>(outputs_axis)]};
  std::vector<TensorId> inputs =
      weights(from, std::move(filter_shape), outputs_axis, true, deviation);
  const TensorId output = activated(out, deviation, attributes.activation);
  return append(std::move(attributes), std::move(inputs), output);
}

TensorId NetworkBuilder::conv(TensorId from, std::int32_t channels, Window window,
                              std::int32_t stride, Activation activation, Edge edge) {
  Conv2dAttributes attributes;
  attributes.stride_y = attributes.stride_x = stride;
  attributes.activation = activation;
  return convolution(from, {channels, window.height, window.width, tensor(from).shape[3]}, 0, edge,
                     deviation_before(activation), attributes);
}

TensorId NetworkBuilder::depthwise(TensorId from, Window window, std::int32_t stride,
                                   Activation activation) {
  DepthwiseConv2dAttributes attributes;
  attributes.stride_y = attributes.stride_x = stride;
  attributes.activation = activation;
  return convolution(from, {1, window.height, window.width, tensor(from).shape[3]}, 3, Edge::kSame,
                     deviation_before(activation), attributes);
}

TensorId NetworkBuilder::fully_connected(TensorId from, std::int32_t outputs) {
  const std::int32_t depth = tensor(from).shape.back();
  std::vector<TensorId> inputs = weights(from, {outputs, depth}, 0, false, kScoreDeviation);
  const TensorId output = activated({1, outputs}, kScoreDeviation, Activation::kNone);
  return append(FullyConnectedAttributes{}, std::move(inputs), output);
}

TensorId NetworkBuilder::add(TensorId first, TensorId second, Activation activation) {
  const double deviation = std::hypot(rms(first), rms(second));
  const TensorId output = activated(tensor(first).shape, deviation, activation);
  return append(ArithmeticAttributes{Arithmetic::kAdd, activation}, {first, second}, output);
}

TensorId NetworkBuilder::pad(TensorId from, std::int32_t pixels) {
  const std::vector<std::int32_t> in = tensor(from).shape;
  const TensorId output = moved(from, {1, in[1] + 2 * pixels, in[2] + 2 * pixels, in[3]});
  const std::vector<std::int32_t> amounts = {0, pixels, pixels, 0};
  return append(PadAttributes{amounts, amounts, PadMode::kZero}, {from}, output);
}

TensorId NetworkBuilder::max_pool(TensorId from, Window window, std::int32_t stride, Edge edge) {
  const std::vector<std::int32_t> in = tensor(from).shape;
  const Sliding rows = {in[1], window.height, stride, 1};
  const Sliding columns = {in[2], window.width, stride, 1};
  const TensorId output = moved(from, {1, positions(edge, rows), positions(edge, columns), in[3]});
  rms(output) = kMaximumOfWindow * rms(from);
  return append(PoolAttributes{Pooling::kMax, window.height, window.width, stride, stride,
                               padding_for(edge, rows, columns)},
                {from}, output);
}

TensorId NetworkBuilder::average_pool(TensorId from) {
  const std::vector<std::int32_t> in = tensor(from).shape;
  const TensorId output = moved(from, {1, 1, 1, in[3]});
  return append(PoolAttributes{Pooling::kAverage, in[1], in[2]}, {from}, output);
}

TensorId NetworkBuilder::mean(TensorId from) {
  const TensorId output = moved(from, {1, tensor(from).shape[3]});
  return append(ReduceAttributes{Reduction::kMean, {1, 2}}, {from}, output);
}

TensorId NetworkBuilder::reshape(TensorId from, std::vector<std::int32_t> shape) {
  return append(ReshapeAttributes{}, {from}, moved(from, std::move(shape)));
}

TensorId NetworkBuilder::softmax(TensorId from) {
  // The format asks for this scale and zero point.
  const TensorId output = maker_.activation(tensor(from).shape, 1.0F / 256, -128);
  return append(SoftmaxAttributes{}, {from}, output);
}

Graph NetworkBuilder::finish(TensorId output) {
  maker_.output(output);
  return std::move(maker_.graph());
}

}  // namespace ocellus::tools
