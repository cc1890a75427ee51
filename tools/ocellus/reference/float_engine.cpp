#include "tools/ocellus/reference/float_engine.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "tools/ocellus/reference/float_loops.hpp"

namespace ocellus::tools::reference {
namespace {

// NHWC of a tensor that may have fewer dimensions.
struct Extent {
  std::int32_t batch = 1, height = 1, width = 1, channels = 1;
};

Extent extent(const Tensor& tensor) {
  std::int32_t dims[4] = {1, 1, 1, 1};
  const std::size_t rank = std::min<std::size_t>(tensor.shape.size(), 4);
  for (std::size_t i = 0; i < rank; ++i) {
    dims[4 - rank + i] = tensor.shape[tensor.shape.size() - rank + i];
  }
  return {dims[0], dims[1], dims[2], dims[3]};
}

// Where the window's taps of output pixel (y, x) lie in the input; `zeros` outside of it.
struct Taps {
  const float* input;
  const float* zeros;
  Extent in;
  std::int32_t height, width;  // of the filter
  std::int32_t stride_y, stride_x, dilation_y, dilation_x;
  Padding padding;

  const float* at(std::int32_t y, std::int32_t x, std::int32_t tap) const {
    const std::int32_t iy = y * stride_y + tap / width * dilation_y - padding.top;
    const std::int32_t ix = x * stride_x + tap % width * dilation_x - padding.left;
    if (iy < 0 || iy >= in.height || ix < 0 || ix >= in.width) return zeros;
    return input + (static_cast<std::ptrdiff_t>(iy) * in.width + ix) * in.channels;
  }
};

template <typename Attributes>
Taps taps_of(const Attributes& a, const Extent& in, const Tensor& filter, const float* input,
             const float* zeros) {
  return {input,      zeros,      in,           filter.shape[1], filter.shape[2],
          a.stride_y, a.stride_x, a.dilation_y, a.dilation_x,    a.padding};
}

void add(const std::vector<float>& a, const std::vector<float>& b, std::vector<float>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[i] + b[i];
}

void concatenate(const Graph& graph, const Operator& op, std::int32_t axis,
                 Activations& activations) {
  const Tensor& whole = graph.tensor(op.outputs[0]);
  std::size_t outer = 1;
  std::size_t inner = 1;
  for (std::int32_t d = 0; d < axis; ++d) outer *= static_cast<std::size_t>(whole.shape[d]);
  for (std::size_t d = axis + 1; d < whole.shape.size(); ++d) inner *= whole.shape[d];
  const std::size_t row = inner * static_cast<std::size_t>(whole.shape[axis]);
  std::vector<float>& out = activations[op.outputs[0]];
  std::size_t offset = 0;
  for (const TensorId id : op.inputs) {
    const std::vector<float>& part = activations[id];
    const std::size_t length = inner * static_cast<std::size_t>(graph.tensor(id).shape[axis]);
    for (std::size_t o = 0; o < outer; ++o) {
      std::copy_n(part.begin() + o * length, length, out.begin() + o * row + offset);
    }
    offset += length;
  }
}

void pad(const Graph& graph, const Operator& op, const PadAttributes& a, Activations& activations) {
  const std::vector<std::int32_t>& from = graph.tensor(op.inputs[0]).shape;
  const std::vector<std::int32_t>& to = graph.tensor(op.outputs[0]).shape;
  const std::vector<float>& in = activations[op.inputs[0]];
  std::vector<float>& out = activations[op.outputs[0]];
  std::fill(out.begin(), out.end(), 0.0f);
  for (std::size_t i = 0; i < in.size(); ++i) {
    std::size_t rest = i;
    std::size_t place = 0;
    std::size_t pitch = 1;
    for (std::size_t d = from.size(); d-- > 0;) {
      place += (rest % from[d] + a.before[d]) * pitch;
      rest /= from[d];
      pitch *= to[d];
    }
    out[place] = in[i];
  }
}

std::span<const float> float_values(const Tensor& tensor) {
  assert(tensor.type == DataType::kFloat32);
  return {reinterpret_cast<const float*>(tensor.data.data()), tensor.data.size() / sizeof(float)};
}

}  // namespace

Activation activation_of(const Operator& op) {
  if (const auto* unary = std::get_if<UnaryAttributes>(&op.attributes)) {
    switch (unary->kind) {
      case Unary::kRelu:
        return Activation::kRelu;
      case Unary::kReluN1To1:
        return Activation::kReluN1To1;
      case Unary::kRelu6:
        return Activation::kRelu6;
      default:
        return Activation::kNone;
    }
  }
  return std::visit(
      [](const auto& a) {
        if constexpr (requires { a.activation; }) {
          return a.activation;
        } else {
          return Activation::kNone;
        }
      },
      op.attributes);
}

FloatEngine::FloatEngine(const Graph& graph)
    : graph_(&graph), convolutions_(graph.operators.size()), dead_after_(graph.operators.size()) {
  for (std::size_t index = 0; index < graph.operators.size(); ++index) {
    const Operator& op = graph.operators[index];
    const bool full = std::holds_alternative<Conv2dAttributes>(op.attributes);
    if (!full && !std::holds_alternative<DepthwiseConv2dAttributes>(op.attributes)) continue;
    const Tensor& filter = graph.tensor(op.inputs[1]);
    const auto outputs = static_cast<std::size_t>(filter.shape[full ? 0 : 3]);
    const std::span<const float> values = float_values(filter);
    Convolution& packed = convolutions_[index];
    packed.bias.assign(outputs, 0.0f);
    if (op.inputs.size() > 2 && op.inputs[2] != kNoTensor) {
      const std::span<const float> bias = float_values(graph.tensor(op.inputs[2]));
      packed.bias.assign(bias.begin(), bias.end());
    }
    if (!full) {
      packed.filter.assign(values.begin(), values.end());
      continue;
    }
    const std::size_t depth = values.size() / outputs;
    const std::size_t blocks = (outputs + kLanes - 1) / kLanes;
    packed.filter.assign(blocks * depth * kLanes, 0.0f);
    for (std::size_t o = 0; o < outputs; ++o) {
      for (std::size_t d = 0; d < depth; ++d) {
        packed.filter[(o / kLanes * depth + d) * kLanes + o % kLanes] = values[o * depth + d];
      }
    }
  }

  std::vector<std::ptrdiff_t> last(graph.tensors.size(), -1);
  for (std::size_t index = 0; index < graph.operators.size(); ++index) {
    for (const TensorId id : graph.operators[index].inputs) {
      if (id != kNoTensor) last[id] = static_cast<std::ptrdiff_t>(index);
    }
  }
  for (const TensorId id : graph.outputs) last[id] = -1;
  for (std::size_t id = 0; id < last.size(); ++id) {
    if (last[id] >= 0 && !graph.tensors[id].constant()) {
      dead_after_[last[id]].push_back(static_cast<TensorId>(id));
    }
  }
}

void FloatEngine::convolve(std::size_t index, Activations& activations) const {
  const Operator& op = graph_->operators[index];
  const Tensor& filter = graph_->tensor(op.inputs[1]);
  const Extent in = extent(graph_->tensor(op.inputs[0]));
  const Extent out = extent(graph_->tensor(op.outputs[0]));
  const Convolution& packed = convolutions_[index];
  const std::vector<float> zeros(static_cast<std::size_t>(in.channels));
  const Taps taps = taps_of(std::get<Conv2dAttributes>(op.attributes), in, filter,
                            activations[op.inputs[0]].data(), zeros.data());
  const std::int32_t count = taps.height * taps.width;
  const std::int32_t pixels = out.height * out.width;
  const std::ptrdiff_t block = static_cast<std::ptrdiff_t>(count) * in.channels * kLanes;
  std::vector<const float*> inputs(static_cast<std::size_t>(count) * kPixels);
  std::vector<float>& result = activations[op.outputs[0]];
  float tile[kPixels * kLanes];

  for (std::int32_t first = 0; first < pixels; first += kPixels) {
    const std::int32_t live = std::min(kPixels, pixels - first);
    for (std::int32_t t = 0; t < count; ++t) {
      for (std::int32_t p = 0; p < kPixels; ++p) {
        const std::int32_t pixel = first + std::min(p, live - 1);
        inputs[t * kPixels + p] = taps.at(pixel / out.width, pixel % out.width, t);
      }
    }
    for (std::int32_t c = 0; c < out.channels; c += kLanes) {
      convolve_tile(inputs.data(), count, in.channels, packed.filter.data() + c / kLanes * block,
                    tile);
      const std::int32_t lanes = std::min(kLanes, out.channels - c);
      for (std::int32_t p = 0; p < live; ++p) {
        float* to = result.data() + static_cast<std::ptrdiff_t>(first + p) * out.channels + c;
        for (std::int32_t l = 0; l < lanes; ++l) to[l] = tile[p * kLanes + l] + packed.bias[c + l];
      }
    }
  }
}

void FloatEngine::convolve_depthwise(std::size_t index, Activations& activations) const {
  const Operator& op = graph_->operators[index];
  const Tensor& filter = graph_->tensor(op.inputs[1]);
  const Extent in = extent(graph_->tensor(op.inputs[0]));
  const Extent out = extent(graph_->tensor(op.outputs[0]));
  const Convolution& packed = convolutions_[index];
  const std::int32_t multiplier = out.channels / in.channels;

  // With a multiplier, the input's channels are repeated first; then all is one case.
  std::vector<float> repeated;
  const float* input = activations[op.inputs[0]].data();
  if (multiplier > 1) {
    repeated.reserve(activations[op.inputs[0]].size() * static_cast<std::size_t>(multiplier));
    for (const float value : activations[op.inputs[0]]) {
      repeated.insert(repeated.end(), static_cast<std::size_t>(multiplier), value);
    }
    input = repeated.data();
  }
  Extent wide = in;
  wide.channels = out.channels;
  const std::vector<float> zeros(static_cast<std::size_t>(out.channels));
  const Taps taps = taps_of(std::get<DepthwiseConv2dAttributes>(op.attributes), wide, filter, input,
                            zeros.data());
  const std::int32_t count = taps.height * taps.width;
  std::vector<const float*> inputs(static_cast<std::size_t>(count));
  float* to = activations[op.outputs[0]].data();
  for (std::int32_t y = 0; y < out.height; ++y) {
    for (std::int32_t x = 0; x < out.width; ++x, to += out.channels) {
      for (std::int32_t t = 0; t < count; ++t) inputs[t] = taps.at(y, x, t);
      convolve_depthwise_pixel(inputs.data(), count, out.channels, packed.filter.data(), to);
      for (std::int32_t c = 0; c < out.channels; ++c) to[c] += packed.bias[c];
    }
  }
}

void FloatEngine::apply(Activation activation, std::span<float> values) {
  float low = 0;
  float high = 6;
  switch (activation) {
    case Activation::kNone:
      return;
    case Activation::kRelu:
      for (float& v : values) v = std::max(v, 0.0f);
      return;
    case Activation::kRelu6:
      break;
    case Activation::kReluN1To1:
      low = -1;
      high = 1;
      break;
  }
  for (float& v : values) v = std::min(std::max(v, low), high);
}

void FloatEngine::step_linear(std::size_t index, Activations& activations) const {
  const Operator& op = graph_->operators[index];
  activations[op.outputs[0]].resize(graph_->tensor(op.outputs[0]).elements());
  if (std::holds_alternative<Conv2dAttributes>(op.attributes)) {
    convolve(index, activations);
  } else if (std::holds_alternative<DepthwiseConv2dAttributes>(op.attributes)) {
    convolve_depthwise(index, activations);
  } else if (std::holds_alternative<ArithmeticAttributes>(op.attributes)) {
    add(activations[op.inputs[0]], activations[op.inputs[1]], activations[op.outputs[0]]);
  } else if (const auto* c = std::get_if<ConcatenationAttributes>(&op.attributes)) {
    concatenate(*graph_, op, c->axis, activations);
  } else if (const auto* p = std::get_if<PadAttributes>(&op.attributes)) {
    pad(*graph_, op, *p, activations);
  } else {  // RESHAPE, and an activation that stands alone: the same values in the same order
    activations[op.outputs[0]] = activations[op.inputs[0]];
  }
}

void FloatEngine::step(std::size_t index, Activations& activations) const {
  step_linear(index, activations);
  const Operator& op = graph_->operators[index];
  apply(activation_of(op), activations[op.outputs[0]]);
}

void FloatEngine::run(Activations& activations, const Visitor& visit) const {
  if (visit) {
    for (const TensorId id : graph_->inputs) visit(id, activations[id]);
  }
  for (std::size_t index = 0; index < graph_->operators.size(); ++index) {
    step(index, activations);
    const TensorId output = graph_->operators[index].outputs[0];
    if (visit) visit(output, activations[output]);
    for (const TensorId id : dead_after_[index]) activations[id] = {};
  }
}

std::vector<std::vector<float>> FloatEngine::infer(std::span<const float> input,
                                                   const Visitor& visit) const {
  Activations activations(graph_->tensors.size());
  activations[graph_->inputs[0]].assign(input.begin(), input.end());
  run(activations, visit);
  std::vector<std::vector<float>> outputs;
  for (const TensorId id : graph_->outputs) outputs.push_back(std::move(activations[id]));
  return outputs;
}

}  // namespace ocellus::tools::reference
