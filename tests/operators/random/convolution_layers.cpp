#include <algorithm>
#include <cmath>

#include "tests/operators/random/layers.hpp"

namespace ocellus::random {
namespace {

// One axis of a sliding window.
struct Axis {
  std::int32_t kernel = 1;
  std::int32_t stride = 1;
  std::int32_t dilation = 1;
  std::int32_t reach() const { return (kernel - 1) * dilation + 1; }
};

Axis any_axis(Draft& d) {
  Axis axis;
  axis.kernel = static_cast<std::int32_t>(d.random().chance(70) ? d.random().pick({1, 3})
                                                                : d.random().between(1, 6));
  axis.stride = static_cast<std::int32_t>(d.random().chance(60) ? 1 : d.random().between(1, 3));
  axis.dilation = static_cast<std::int32_t>(d.random().chance(80) ? 1 : d.random().between(1, 3));
  return axis;
}

struct Window {
  Axis y, x;
  schema::PaddingRule padding;
};

Window any_window(Draft& d, const Shape& input) {
  Window window{any_axis(d), {}, schema::PaddingRule::Same};
  window.x = d.random().chance(70) ? window.y : any_axis(d);
  if (window.y.reach() <= input[1] && window.x.reach() <= input[2] && d.random().chance(50)) {
    window.padding = schema::PaddingRule::Valid;
  }
  return window;
}

std::int32_t windows(schema::PaddingRule padding, std::int32_t input, const Axis& axis) {
  const std::int32_t room = padding == schema::PaddingRule::Same ? input : input - axis.reach() + 1;
  return (room + axis.stride - 1) / axis.stride;
}

struct Sums {
  std::int64_t products;  // in each of them
  bool one_scale;         // for all channels
  bool with_bias = true;
};

// Weights, bias and the output's quantization, so that most sums fall into the output's range.
struct Filter {
  TensorId weights;
  TensorId bias;  // -1: none
  Quantization output;
};

Filter any_filter(Draft& d, TensorId x, const Shape& shape, std::int32_t channels,
                  std::int32_t axis, const Sums& sums) {
  Quantization q;
  q.axis = sums.one_scale ? 0 : axis;
  const float middle = d.random().magnitude(-10, -6);
  for (std::int32_t c = 0; c < (sums.one_scale ? 1 : channels); ++c) {
    q.scales.push_back(middle * d.random().magnitude(-2, 0));
    q.zero_points.push_back(0);
  }
  std::vector<std::int8_t> weights = d.values(elements(shape));
  for (std::int8_t& weight : weights) weight = std::max<std::int8_t>(weight, -127);
  const double spread = 5000.0 * std::sqrt(static_cast<double>(sums.products));  // of a sum

  Filter filter{d.constant(shape, q, weights), -1, d.any_quantization()};
  if (sums.with_bias) {
    Quantization bias_q;
    std::vector<std::int32_t> bias;
    for (std::int32_t c = 0; c < channels; ++c) {
      const auto limit = static_cast<std::int64_t>(spread * 2.0);
      bias.push_back(static_cast<std::int32_t>(d.random().between(-limit, limit)));
    }
    for (const float scale : q.scales) {
      bias_q.scales.push_back(d.scale(x) * scale);
      bias_q.zero_points.push_back(0);
    }
    filter.bias = d.constant({channels}, bias, bias_q);
  }
  const double unit = static_cast<double>(d.scale(x)) * static_cast<double>(middle);
  const double steps = d.random().chance(4)
                           ? spread * (1.0 + d.random().unit())  // factors beyond 1
                           : 20.0 + 100.0 * d.random().unit();
  filter.output.scales[0] = static_cast<float>(unit * spread / steps);
  if (sums.one_scale && d.random().chance(50)) {  // a float product, as if no wider one were known
    const float product = d.scale(x) * q.scales[0];
    const int bits = std::ilogb(spread / steps);
    filter.output.scales[0] = std::ldexp(product / d.short_quotient(), bits - 1);
  }
  return filter;
}

std::vector<TensorId> with_bias(std::vector<TensorId> inputs, const Filter& filter, Draft& d) {
  if (filter.bias >= 0 || d.random().chance(50)) inputs.push_back(filter.bias);
  return inputs;
}

std::int32_t any_channels(Draft& d) {
  return static_cast<std::int32_t>(d.random().chance(25) ? d.random().between(16, 40)
                                                         : d.random().between(1, 18));
}

}  // namespace

Outputs conv_2d(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.size() != 4) return {};
  const Window w = any_window(d, in);
  std::int32_t groups = 1;
  if (d.random().chance(20)) {
    groups = static_cast<std::int32_t>(d.random().between(1, in[3]));
    while (in[3] % groups != 0) --groups;
  }
  const std::int32_t channels =
      groups == 1 ? any_channels(d) : groups * static_cast<std::int32_t>(d.random().between(1, 3));
  const Shape weights{channels, w.y.kernel, w.x.kernel, in[3] / groups};
  const Filter filter =
      any_filter(d, x, weights, channels, 0,
                 {elements(weights) / channels, d.random().chance(20), !d.random().chance(10)});
  const TensorId out =
      d.computed({in[0], windows(w.padding, in[1], w.y), windows(w.padding, in[2], w.x), channels},
                 filter.output);
  schema::Conv2DOptionsT options;
  options.padding = w.padding;
  options.stride_y = w.y.stride;
  options.stride_x = w.x.stride;
  options.dilation_y = w.y.dilation;
  options.dilation_x = w.x.dilation;
  options.activation = d.activation();
  d.add_operator(Code::kConv2d, 3, with_bias({x, filter.weights}, filter, d), {out}, options);
  return {out};
}

// Always with a bias: the reference asks for one.
Outputs depthwise_conv_2d(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.size() != 4) return {};
  const Window w = any_window(d, in);
  const auto multiplier =
      static_cast<std::int32_t>(d.random().chance(60) ? 1 : d.random().between(2, 4));
  const std::int32_t channels = in[3] * multiplier;
  const Shape weights{1, w.y.kernel, w.x.kernel, channels};
  const Filter filter =
      any_filter(d, x, weights, channels, 3, {elements(weights) / channels, d.random().chance(20)});
  const TensorId out =
      d.computed({in[0], windows(w.padding, in[1], w.y), windows(w.padding, in[2], w.x), channels},
                 filter.output);
  schema::DepthwiseConv2DOptionsT options;
  options.padding = w.padding;
  options.stride_y = w.y.stride;
  options.stride_x = w.x.stride;
  options.dilation_y = w.y.dilation;
  options.dilation_x = w.x.dilation;
  options.multiplier = multiplier;
  options.activation = d.activation();
  d.add_operator(Code::kDepthwiseConv2d, 3, with_bias({x, filter.weights}, filter, d), {out},
                 options);
  return {out};
}

Outputs transpose_conv(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.size() != 4) return {};
  const auto side = [&](std::int32_t size, const Axis& axis, schema::PaddingRule padding) {
    if (padding == schema::PaddingRule::Same) return size * axis.stride;
    return size * axis.stride + std::max(axis.kernel - axis.stride, 0);
  };
  Axis y = any_axis(d);
  Axis right = d.random().chance(70) ? y : any_axis(d);
  y.stride = static_cast<std::int32_t>(d.random().between(1, 3));
  right.stride = d.random().chance(80) ? y.stride : right.stride;
  const auto padding = d.random().pick({schema::PaddingRule::Same, schema::PaddingRule::Valid});
  const std::int32_t channels = any_channels(d);
  const Shape weights{channels, y.kernel, right.kernel, in[3]};
  const Filter filter =
      any_filter(d, x, weights, channels, 0,
                 {elements(weights) / channels, d.random().chance(20), !d.random().chance(10)});
  const Shape shape{in[0], side(in[1], y, padding), side(in[2], right, padding), channels};
  const TensorId out = d.computed(shape, filter.output);
  schema::TransposeConvOptionsT options;
  options.padding = padding;
  options.stride_y = y.stride;
  options.stride_x = right.stride;
  options.activation = d.random().chance(80) ? schema::FusedActivation::None : d.activation();
  std::vector<TensorId> inputs{d.constant({4}, shape), filter.weights, x};
  if (filter.bias >= 0) inputs.push_back(filter.bias);
  d.add_operator(Code::kTransposeConv, filter.bias >= 0 ? 3 : 2, inputs, {out}, options);
  return {out};
}

// Flattens all but the first dimension, or keeps all but the last.
Outputs fully_connected(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.size() < 2) return {};
  const bool keep = d.random().chance(30);
  const auto depth = static_cast<std::int32_t>(keep ? in.back() : elements(in) / in[0]);
  const std::int32_t channels = any_channels(d);
  const bool per_channel = d.random().chance(40);
  const Filter filter = any_filter(d, x, {channels, depth}, channels, 0,
                                   {depth, !per_channel, !d.random().chance(10)});
  Shape shape{in[0], channels};
  if (keep) {
    shape = in;
    shape.back() = channels;
  }
  const TensorId out = d.computed(shape, filter.output);
  schema::FullyConnectedOptionsT options;
  options.activation = d.activation();
  options.keep_dimensions = keep;
  d.add_operator(Code::kFullyConnected,
                 per_channel ? 12
                 : keep      ? 5
                             : 4,
                 with_bias({x, filter.weights}, filter, d), {out}, options);
  return {out};
}

}  // namespace ocellus::random
