#include "tools/ocellus/plan/lower_convolution.hpp"

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tools/ocellus/plan/fixed_point.hpp"
#include "tools/ocellus/plan/weights.hpp"

namespace ocellus::tools::lowering {
namespace {

kernels::Extent extent(const Tensor& tensor) {
  return {tensor.shape[1], tensor.shape[2], tensor.shape[3]};
}

// How many positions of the window fit into one padded dimension.
std::int64_t positions(std::int32_t size, std::int32_t before, std::int32_t after,
                       std::int32_t window, std::int32_t dilation, std::int32_t stride) {
  const std::int64_t reach = std::int64_t{window - 1} * dilation + 1;
  const std::int64_t room = std::int64_t{size} + before + after - reach;
  return room < 0 ? 0 : room / stride + 1;
}

// A depthwise convolution of one input channel is an ordinary one with its filter transposed, and
// kernels for those use all lanes of a vector.
Convolution<kernels::Conv2d> ordinary(Convolution<kernels::DepthwiseConv2d> depthwise) {
  const kernels::DepthwiseConv2d& op = depthwise.op;
  Convolution<kernels::Conv2d> conv{.op = {.input = op.input,
                                           .output = op.output,
                                           .window = op.window,
                                           .input_zero_point = op.input_zero_point,
                                           .quantized = op.quantized,
                                           .requantize = op.requantize},
                                    .filter = {},
                                    .bias = std::move(depthwise.bias),
                                    .multipliers = std::move(depthwise.multipliers)};
  const auto channels = static_cast<std::size_t>(op.output.channels);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    for (std::size_t tap = channel; tap < depthwise.filter.size(); tap += channels) {
      conv.filter.push_back(depthwise.filter[tap]);
    }
  }
  return conv;
}

template <typename Op, typename ConvAttributes>
Reason lower_convolution(Lowering& lowering, const ConvAttributes& attributes) {
  const Graph& graph = lowering.graph;
  const Operator& op = lowering.op;
  constexpr bool kDepthwise = std::is_same_v<Op, kernels::DepthwiseConv2d>;
  if (op.inputs.size() < 2 || op.outputs.size() != 1) return "it needs an input and a filter";
  const Tensor& input = graph.tensor(op.inputs[0]);
  const Tensor& filter = graph.tensor(op.inputs[1]);
  const Tensor& output = graph.tensor(op.outputs[0]);
  for (const Tensor* tensor : {&input, &output}) {
    if (Reason reason = check_image(*tensor); !reason.empty()) return reason;
  }
  if (input.shape[0] != output.shape[0]) return "its batches differ";
  if (!filter.constant() || filter.type != DataType::kInt8 || filter.shape.size() != 4) {
    return "its filter must be a constant int8 tensor with 4 dimensions";
  }
  const std::int32_t channels = output.shape[3];
  const std::int32_t channel_axis = kDepthwise ? 3 : 0;
  if (filter.shape[static_cast<std::size_t>(channel_axis)] != channels) {
    return "its filter " + text(filter.shape) + " does not give " + std::to_string(channels) +
           " channels";
  }
  if constexpr (kDepthwise) {
    if (filter.shape[0] != 1 || channels % input.shape[3] != 0) {
      return "its channels are not a multiple of its input's";
    }
  } else if (input.shape[3] % filter.shape[3] != 0 ||
             channels % (input.shape[3] / filter.shape[3]) != 0) {
    return "its filter " + text(filter.shape) + " does not divide " +
           std::to_string(input.shape[3]) + " channels into groups";
  }

  Convolution<Op> convolution;
  convolution.op.input = extent(input);
  convolution.op.output = extent(output);
  convolution.op.window = {.height = filter.shape[1],
                           .width = filter.shape[2],
                           .stride_y = attributes.stride_y,
                           .stride_x = attributes.stride_x,
                           .dilation_y = attributes.dilation_y,
                           .dilation_x = attributes.dilation_x,
                           .pad_top = attributes.padding.top,
                           .pad_left = attributes.padding.left};
  const kernels::Window& window = convolution.op.window;
  if (window.stride_y < 1 || window.stride_x < 1 || window.dilation_y < 1 ||
      window.dilation_x < 1 || window.pad_top < 0 || window.pad_left < 0) {
    return "its strides and dilations must be at least 1, its padding at least 0";
  }
  if (positions(input.shape[1], attributes.padding.top, attributes.padding.bottom, window.height,
                window.dilation_y, window.stride_y) != output.shape[1] ||
      positions(input.shape[2], attributes.padding.left, attributes.padding.right, window.width,
                window.dilation_x, window.stride_x) != output.shape[2]) {
    return "its window and padding do not turn " + text(input.shape) + " into " +
           text(output.shape);
  }
  convolution.op.input_zero_point = zero_point(input);
  const auto quantized = quantized_output(attributes.activation, scale(output), zero_point(output));
  if (!quantized) return "no int8 value of its output lies inside its activation's range";
  convolution.op.quantized = *quantized;

  Weights weights;
  if (Reason reason = read_weights(graph, op, channel_axis, ScaleProduct::kDouble, weights);
      !reason.empty()) {
    return reason;
  }
  const std::uint64_t macs = static_cast<std::uint64_t>(convolution.op.output.bytes()) *
                             static_cast<std::uint64_t>(window.height) *
                             static_cast<std::uint64_t>(window.width) *
                             (kDepthwise ? 1U : static_cast<std::uint64_t>(filter.shape[3]));
  const auto batches = static_cast<std::size_t>(output.shape[0]);
  const auto add_calls = [&](const Call& call, const std::vector<std::byte>& constants) {
    for (std::size_t batch = 0; batch < batches; ++batch) {
      Draft& draft = lowering.add(call);
      draft.inputs = {one_batch(graph, op.inputs[0], batch)};
      draft.outputs = {one_batch(graph, op.outputs[0], batch)};
      draft.tables = constants;
      draft.macs = macs;
    }
  };
  if (!kDepthwise && filter.shape[3] != input.shape[3]) {
    add_calls(kernels::GroupedConv2d{.input = convolution.op.input,
                                     .output = convolution.op.output,
                                     .window = window,
                                     .groups = input.shape[3] / filter.shape[3],
                                     .input_zero_point = convolution.op.input_zero_point,
                                     .quantized = convolution.op.quantized},
              tables(weights));
    return {};
  }
  convolution.filter = std::move(weights.filter);
  convolution.bias = std::move(weights.bias);
  convolution.multipliers = std::move(weights.multipliers);
  if constexpr (kDepthwise) {
    if (input.shape[3] == 1) {
      add_calls(ordinary(std::move(convolution)), {});
      return {};
    }
  }
  add_calls(std::move(convolution), {});
  return {};
}

}  // namespace

Reason lower(Lowering& lowering, const Conv2dAttributes& attributes) {
  return lower_convolution<kernels::Conv2d>(lowering, attributes);
}

Reason lower(Lowering& lowering, const DepthwiseConv2dAttributes& attributes) {
  return lower_convolution<kernels::DepthwiseConv2d>(lowering, attributes);
}

}  // namespace ocellus::tools::lowering
