#include "tools/ocellus/reference/convolution.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <variant>

#include "tools/ocellus/reference/float_loops.hpp"

namespace ocellus::tools::reference {
namespace {

struct Extent {
  std::int32_t batch = 1, height = 1, width = 1, channels = 1;

  std::ptrdiff_t image() const { return static_cast<std::ptrdiff_t>(height) * width * channels; }
};

Extent extent(Shape nhwc) { return {nhwc[0], nhwc[1], nhwc[2], nhwc[3]}; }

// Where the window's taps of output pixel (y, x) lie in one image; `zeros` outside of it.
struct Taps {
  const float* input;
  const float* zeros;
  Extent in;
  std::int32_t window_width;
  std::int32_t stride_y, stride_x, dilation_y, dilation_x;
  Padding padding;

  const float* pixel(std::int32_t y, std::int32_t x) const {
    if (y < 0 || y >= in.height || x < 0 || x >= in.width) return zeros;
    return input + (static_cast<std::ptrdiff_t>(y) * in.width + x) * in.channels;
  }
  const float* at(std::int32_t y, std::int32_t x, std::int32_t tap) const {
    return pixel(y * stride_y + tap / window_width * dilation_y - padding.top,
                 x * stride_x + tap % window_width * dilation_x - padding.left);
  }
};

// The same for TRANSPOSE_CONV: which input pixel reaches output pixel (y, x) through a tap.
struct TransposeTaps : Taps {
  const float* at(std::int32_t y, std::int32_t x, std::int32_t tap) const {
    const std::int32_t from_y = y + padding.top - tap / window_width;
    const std::int32_t from_x = x + padding.left - tap % window_width;
    if (from_y % stride_y != 0 || from_x % stride_x != 0) return zeros;
    return pixel(from_y / stride_y, from_x / stride_x);
  }
};

// One image through every group.
template <typename Taps>
void convolve(const Taps& taps, const PackedWeights& weights, const Extent& out, float* result) {
  const std::int32_t count = weights.height * weights.width;
  const std::int32_t pixels = out.height * out.width;
  const std::int32_t blocks = (weights.outputs + kLanes - 1) / kLanes;
  const std::ptrdiff_t block = static_cast<std::ptrdiff_t>(count) * weights.inputs * kLanes;
  std::vector<const float*> inputs(static_cast<std::size_t>(count) * kPixels);
  float tile[kPixels * kLanes];

  for (std::int32_t first = 0; first < pixels; first += kPixels) {
    const std::int32_t live = std::min(kPixels, pixels - first);
    for (std::int32_t g = 0; g < weights.groups; ++g) {
      for (std::int32_t t = 0; t < count; ++t) {
        for (std::int32_t p = 0; p < kPixels; ++p) {
          const std::int32_t pixel = first + std::min(p, live - 1);
          inputs[t * kPixels + p] =
              taps.at(pixel / out.width, pixel % out.width, t) + g * weights.inputs;
        }
      }
      for (std::int32_t b = 0; b < blocks; ++b) {
        convolve_tile(inputs.data(), count, weights.inputs,
                      weights.filter.data() + (g * blocks + b) * block, tile);
        const std::int32_t lanes = std::min(kLanes, weights.outputs - b * kLanes);
        const std::int32_t c = g * weights.outputs + b * kLanes;
        for (std::int32_t p = 0; p < live; ++p) {
          float* to = result + static_cast<std::ptrdiff_t>(first + p) * out.channels + c;
          for (std::int32_t l = 0; l < lanes; ++l) {
            to[l] = tile[p * kLanes + l] + weights.bias[c + l];
          }
        }
      }
    }
  }
}

void convolve_depthwise(const Taps& taps, const PackedWeights& weights, const Extent& out,
                        float* to) {
  const std::int32_t count = weights.height * weights.width;
  std::vector<const float*> inputs(static_cast<std::size_t>(count));
  for (std::int32_t y = 0; y < out.height; ++y) {
    for (std::int32_t x = 0; x < out.width; ++x, to += out.channels) {
      for (std::int32_t t = 0; t < count; ++t) inputs[t] = taps.at(y, x, t);
      convolve_depthwise_pixel(inputs.data(), count, out.channels, weights.filter.data(), to);
      for (std::int32_t c = 0; c < out.channels; ++c) to[c] += weights.bias[c];
    }
  }
}

std::span<const float> float_values(const Tensor& tensor) {
  assert(tensor.type == DataType::kFloat32);
  return {reinterpret_cast<const float*>(tensor.data.data()), tensor.data.size() / sizeof(float)};
}

}  // namespace

bool has_weights(const Operator& op) {
  return std::holds_alternative<Conv2dAttributes>(op.attributes) ||
         std::holds_alternative<DepthwiseConv2dAttributes>(op.attributes) ||
         std::holds_alternative<TransposeConvAttributes>(op.attributes) ||
         std::holds_alternative<FullyConnectedAttributes>(op.attributes);
}

PackedWeights pack_weights(const Graph& graph, const Operator& op) {
  const Tensor& filter = graph.tensor(op.inputs[1]);
  const std::vector<std::int32_t>& shape = filter.shape;
  const std::span<const float> values = float_values(filter);
  PackedWeights packed;
  const auto take_bias = [&](std::int32_t channels) {
    packed.bias.assign(static_cast<std::size_t>(channels), 0.0f);
    if (op.inputs.size() <= 2 || op.inputs[2] == kNoTensor) return;
    const std::span<const float> bias = float_values(graph.tensor(op.inputs[2]));
    packed.bias.assign(bias.begin(), bias.end());
  };
  if (std::holds_alternative<FullyConnectedAttributes>(op.attributes)) {
    packed.inputs = shape[1];
  } else {
    packed.height = shape[1];
    packed.width = shape[2];
    packed.inputs = shape[3];
  }
  if (std::holds_alternative<DepthwiseConv2dAttributes>(op.attributes)) {
    packed.filter.assign(values.begin(), values.end());
    packed.outputs = shape[3];
    take_bias(shape[3]);
    return packed;
  }
  if (std::holds_alternative<Conv2dAttributes>(op.attributes)) {
    packed.groups = graph.tensor(op.inputs[0]).shape[3] / packed.inputs;
  }
  packed.outputs = shape[0] / packed.groups;
  take_bias(shape[0]);
  const auto depth = static_cast<std::size_t>(packed.height * packed.width * packed.inputs);
  const auto blocks = static_cast<std::size_t>((packed.outputs + kLanes - 1) / kLanes);
  packed.filter.assign(packed.groups * blocks * depth * kLanes, 0.0f);
  for (std::int32_t o = 0; o < shape[0]; ++o) {
    const std::size_t group = o / packed.outputs;
    const std::size_t channel = o % packed.outputs;
    const std::size_t to = ((group * blocks + channel / kLanes) * depth) * kLanes;
    for (std::size_t d = 0; d < depth; ++d) {
      packed.filter[to + d * kLanes + channel % kLanes] = values[o * depth + d];
    }
  }
  return packed;
}

void compute_weighted(const Operator& op, const PackedWeights& weights, const Operand& in,
                      const Result& out) {
  if (std::holds_alternative<FullyConnectedAttributes>(op.attributes)) {
    const auto rows = static_cast<std::int32_t>(in.values.size()) / weights.inputs;
    const Extent from = {1, 1, rows, weights.inputs};
    const Taps taps = {in.values.data(), nullptr, from, 1, 1, 1, 1, 1, {}};
    convolve(taps, weights, {1, 1, rows, weights.outputs}, out.values.data());
    return;
  }
  Extent from = extent(in.shape);
  const Extent to = extent(out.shape);
  const float* input = in.values.data();
  // With a depth multiplier, the input's channels are repeated first; then all is one case.
  std::vector<float> repeated;
  const bool depthwise = std::holds_alternative<DepthwiseConv2dAttributes>(op.attributes);
  if (depthwise && to.channels > from.channels) {
    const std::int32_t multiplier = to.channels / from.channels;
    repeated.reserve(in.values.size() * static_cast<std::size_t>(multiplier));
    for (const float value : in.values) {
      repeated.insert(repeated.end(), static_cast<std::size_t>(multiplier), value);
    }
    input = repeated.data();
    from.channels = to.channels;
  }
  const std::vector<float> zeros(static_cast<std::size_t>(from.channels));
  for (std::int32_t n = 0; n < to.batch; ++n) {
    const float* const image = input + n * from.image();
    float* const result = out.values.data() + n * to.image();
    if (const auto* conv = std::get_if<Conv2dAttributes>(&op.attributes)) {
      convolve(Taps{image, zeros.data(), from, weights.width, conv->stride_y, conv->stride_x,
                    conv->dilation_y, conv->dilation_x, conv->padding},
               weights, to, result);
    } else if (const auto* deep = std::get_if<DepthwiseConv2dAttributes>(&op.attributes)) {
      convolve_depthwise(Taps{image, zeros.data(), from, weights.width, deep->stride_y,
                              deep->stride_x, deep->dilation_y, deep->dilation_x, deep->padding},
                         weights, to, result);
    } else if (const auto* transpose = std::get_if<TransposeConvAttributes>(&op.attributes)) {
      convolve(TransposeTaps{{image, zeros.data(), from, weights.width, transpose->stride_y,
                              transpose->stride_x, 1, 1, transpose->padding}},
               weights, to, result);
    }
  }
}

}  // namespace ocellus::tools::reference
