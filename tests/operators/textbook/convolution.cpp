// Sums of products. The weights' zero points are 0; accumulators are int32.
#include "tests/operators/textbook/fixed_point.hpp"
#include "tests/operators/textbook/operators.hpp"
#include "tests/operators/textbook/window.hpp"

namespace ocellus::textbook {
namespace {

// From a sum with the scale input * weights to the output's quantization. The scale is computed in
// double from the file's floats.
std::int64_t requantized(std::int64_t sum, const Operation& o, const Tensor& input,
                         const Tensor& weights, const Tensor* bias, std::int64_t channel,
                         const Range& range) {
  if (bias != nullptr) sum += bias->integer(channel);
  const std::size_t s = weights.scales.size() == 1 ? 0 : static_cast<std::size_t>(channel);
  const double scale = static_cast<double>(input.scale()) * static_cast<double>(weights.scales[s]) /
                       static_cast<double>(o.output().scale());
  return clamp(scaled(sum, multiplier(scale)) + o.output().zero_point(), range.low, range.high);
}

bool inside(const Tensor& input, std::int64_t y, std::int64_t x) {
  return y >= 0 && y < input.dimension(1) && x >= 0 && x < input.dimension(2);
}

}  // namespace

// Weights: output channels, height, width, input channels of one group. The number of groups is how
// often the last goes into the input's channels.
void conv_2d(const Operation& o) {
  const schema::Conv2DOptionsT& options = *o.op.options.AsConv2DOptions();
  const Tensor& input = o.input(0);
  const Tensor& weights = o.input(1);
  const std::int64_t top = rows_before(options.padding, input.dimension(1), weights.dimension(1),
                                       options.stride_y, options.dilation_y);
  const std::int64_t left = rows_before(options.padding, input.dimension(2), weights.dimension(2),
                                        options.stride_x, options.dilation_x);
  const std::int64_t groups = input.dimension(3) / weights.dimension(3);
  const std::int64_t filters = weights.dimension(0) / groups;  // of a group
  const Range range = activation_range(options.activation, o.output());
  for_each_place(o.output().shape, [&](const Index& at) {
    const std::int64_t first = at[3] / filters * weights.dimension(3);  // channel of the input
    std::int64_t sum = 0;
    for_each_place(
        {weights.dimension(1), weights.dimension(2), weights.dimension(3)}, [&](const Index& k) {
          const std::int64_t y = at[1] * options.stride_y - top + k[0] * options.dilation_y;
          const std::int64_t x = at[2] * options.stride_x - left + k[1] * options.dilation_x;
          if (!inside(input, y, x)) return;
          sum += (input.integer({at[0], y, x, first + k[2]}) - input.zero_point()) *
                 weights.integer({at[3], k[0], k[1], k[2]});
        });
    o.output().set_integer(at,
                           requantized(sum, o, input, weights, o.optional_input(2), at[3], range));
  });
}

// Weights: 1, height, width, output channels. Each input channel makes `multiplier` neighbours.
void depthwise_conv_2d(const Operation& o) {
  const schema::DepthwiseConv2DOptionsT& options = *o.op.options.AsDepthwiseConv2DOptions();
  const Tensor& input = o.input(0);
  const Tensor& weights = o.input(1);
  const std::int64_t top = rows_before(options.padding, input.dimension(1), weights.dimension(1),
                                       options.stride_y, options.dilation_y);
  const std::int64_t left = rows_before(options.padding, input.dimension(2), weights.dimension(2),
                                        options.stride_x, options.dilation_x);
  const std::int64_t per_channel = weights.dimension(3) / input.dimension(3);
  const Range range = activation_range(options.activation, o.output());
  for_each_place(o.output().shape, [&](const Index& at) {
    std::int64_t sum = 0;
    for_each_place({weights.dimension(1), weights.dimension(2)}, [&](const Index& k) {
      const std::int64_t y = at[1] * options.stride_y - top + k[0] * options.dilation_y;
      const std::int64_t x = at[2] * options.stride_x - left + k[1] * options.dilation_x;
      if (!inside(input, y, x)) return;
      sum += (input.integer({at[0], y, x, at[3] / per_channel}) - input.zero_point()) *
             weights.integer({0, k[0], k[1], at[3]});
    });
    o.output().set_integer(at,
                           requantized(sum, o, input, weights, o.optional_input(2), at[3], range));
  });
}

// Inputs: the output's shape, weights (output channels, height, width, input channels), the input
// and perhaps a bias. Every input value paints the kernel into the output; the padding is that of
// the convolution that would lead back.
void transpose_conv(const Operation& o) {
  const schema::TransposeConvOptionsT& options = *o.op.options.AsTransposeConvOptions();
  const Tensor& weights = o.input(1);
  const Tensor& input = o.input(2);
  const Tensor& output = o.output();
  const std::int64_t top =
      rows_before(options.padding, output.dimension(1), weights.dimension(1), options.stride_y, 1);
  const std::int64_t left =
      rows_before(options.padding, output.dimension(2), weights.dimension(2), options.stride_x, 1);
  std::vector<std::int64_t> sums(static_cast<std::size_t>(output.size()), 0);
  for_each_place(input.shape, [&](const Index& from) {
    const std::int64_t value = input.integer(from) - input.zero_point();
    for_each_place({weights.dimension(0), weights.dimension(1), weights.dimension(2)},
                   [&](const Index& k) {
                     const std::int64_t y = from[1] * options.stride_y - top + k[1];
                     const std::int64_t x = from[2] * options.stride_x - left + k[2];
                     if (!inside(output, y, x)) return;
                     sums[static_cast<std::size_t>(output.flat({from[0], y, x, k[0]}))] +=
                         value * weights.integer({k[0], k[1], k[2], from[3]});
                   });
  });
  const Range range = activation_range(options.activation, output);
  for_each_place(output.shape, [&](const Index& at) {
    const std::int64_t sum = sums[static_cast<std::size_t>(output.flat(at))];
    o.output().set_integer(at,
                           requantized(sum, o, input, weights, o.optional_input(3), at[3], range));
  });
}

// Weights: outputs, inputs. Whatever the input's shape, it is read as rows of `inputs` values.
void fully_connected(const Operation& o) {
  const schema::FullyConnectedOptionsT& options = *o.op.options.AsFullyConnectedOptions();
  const Tensor& input = o.input(0);
  const Tensor& weights = o.input(1);
  const std::int64_t width = weights.dimension(1);
  const std::int64_t channels = weights.dimension(0);
  const Range range = activation_range(options.activation, o.output());
  for (std::int64_t at = 0; at < o.output().size(); ++at) {
    const std::int64_t row = at / channels;
    const std::int64_t channel = at % channels;
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < width; ++i) {
      sum += (input.integer(row * width + i) - input.zero_point()) *
             weights.integer(channel * width + i);
    }
    if (weights.scales.size() > 1) {
      o.output().set_integer(
          at, requantized(sum, o, input, weights, o.optional_input(2), channel, range));
      continue;
    }
    // With one scale for all weights, the product of the two scales is rounded to float first:
    // not so in any other operator of this family.
    if (const Tensor* bias = o.optional_input(2)) sum += bias->integer(channel);
    const float product = input.scale() * weights.scale();
    const double scale = static_cast<double>(product) / static_cast<double>(o.output().scale());
    o.output().set_integer(
        at, clamp(scaled(sum, multiplier(scale)) + o.output().zero_point(), range.low, range.high));
  }
}

}  // namespace ocellus::textbook
