#include "tools/ocellus/quantize/relevance.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tools/ocellus/quantize/kinds.hpp"
#include "tools/ocellus/quantize/parallel.hpp"

namespace ocellus::tools::quantize {
namespace {

using Rows = std::vector<float>;  // one value per position, row-major

// The window of a convolution or pooling.
struct Window {
  std::int32_t height = 1, width = 1;
  std::int32_t stride_y = 1, stride_x = 1;
  std::int32_t dilation_y = 1, dilation_x = 1;
  Padding padding;
};

bool window_of(const Graph& graph, const Operator& op, Window& window) {
  if (const auto* const pool = std::get_if<PoolAttributes>(&op.attributes)) {
    window = {pool->height, pool->width, pool->stride_y, pool->stride_x, 1, 1, pool->padding};
    return true;
  }
  const auto filtered = [&](const auto& a) {
    const std::vector<std::int32_t>& shape = graph.tensor(op.inputs[1]).shape;
    window = {shape[1], shape[2], a.stride_y, a.stride_x, a.dilation_y, a.dilation_x, a.padding};
    return true;
  };
  if (const auto* const conv = std::get_if<Conv2dAttributes>(&op.attributes)) {
    return filtered(*conv);
  }
  if (const auto* const conv = std::get_if<DepthwiseConv2dAttributes>(&op.attributes)) {
    return filtered(*conv);
  }
  return false;
}

void through_window(const Window& w, const Tensor& from, const Tensor& to, const Rows& out,
                    Rows& in) {
  const std::int32_t height = from.shape[1];
  const std::int32_t width = from.shape[2];
  const float share = 1.0f / static_cast<float>(w.height * w.width);
  std::size_t at = 0;
  for (std::int32_t n = 0; n < to.shape[0]; ++n) {
    for (std::int32_t y = 0; y < to.shape[1]; ++y) {
      for (std::int32_t x = 0; x < to.shape[2]; ++x, ++at) {
        if (out[at] == 0) continue;
        for (std::int32_t k = 0; k < w.height * w.width; ++k) {
          const std::int32_t v = y * w.stride_y - w.padding.top + k / w.width * w.dilation_y;
          const std::int32_t u = x * w.stride_x - w.padding.left + k % w.width * w.dilation_x;
          if (v < 0 || v >= height || u < 0 || u >= width) continue;
          in[static_cast<std::size_t>((n * height + v) * width + u)] += share * out[at];
        }
      }
    }
  }
}

// Positions that lie at the same place of pictures of other sizes.
void through_scaling(const Tensor& from, const Tensor& to, const Rows& out, Rows& in) {
  std::size_t at = 0;
  for (std::int32_t n = 0; n < to.shape[0]; ++n) {
    for (std::int32_t y = 0; y < to.shape[1]; ++y) {
      for (std::int32_t x = 0; x < to.shape[2]; ++x, ++at) {
        const std::int32_t v = y * from.shape[1] / to.shape[1];
        const std::int32_t u = x * from.shape[2] / to.shape[2];
        in[static_cast<std::size_t>((n * from.shape[1] + v) * from.shape[2] + u)] += out[at];
      }
    }
  }
}

// The same elements in rows of other lengths.
void through_reshape(const Tensor& from, const Tensor& to, const Rows& out, Rows& in) {
  const std::size_t a = channels_of(from);
  const std::size_t b = channels_of(to);
  for (std::size_t e = 0; e < in.size() * a; ++e) {
    in[e / a] += out[e / b] / static_cast<float>(b);
  }
}

void through_pad(const PadAttributes& pad, const Tensor& from, const Tensor& to, const Rows& out,
                 Rows& in) {
  const std::size_t spatial = from.shape.size() - 1;  // dimensions of a position
  for (std::size_t at = 0; at < in.size(); ++at) {
    std::size_t rest = at;
    std::size_t place = 0;
    std::size_t step = 1;
    for (std::size_t d = spatial; d-- > 0;) {
      const auto size = static_cast<std::size_t>(from.shape[d]);
      place += (rest % size + static_cast<std::size_t>(pad.before[d])) * step;
      rest /= size;
      step *= static_cast<std::size_t>(to.shape[d]);
    }
    in[at] += out[place];
  }
}

// Part of a concatenation that begins at `begin` on `axis`, which is not that of the channels.
void through_part(const Tensor& from, const Tensor& to, std::size_t axis, std::size_t begin,
                  const Rows& out, Rows& in) {
  std::size_t inner = 1;
  for (std::size_t d = axis + 1; d + 1 < from.shape.size(); ++d) {
    inner *= static_cast<std::size_t>(from.shape[d]);
  }
  const std::size_t rows = inner * static_cast<std::size_t>(from.shape[axis]);
  const std::size_t all = inner * static_cast<std::size_t>(to.shape[axis]);
  for (std::size_t at = 0; at < in.size(); ++at) {
    in[at] += out[at / rows * all + begin * inner + at % rows];
  }
}

void evenly(const Rows& out, Rows& in) {
  const float sum = std::accumulate(out.begin(), out.end(), 0.0f);
  for (float& value : in) value += sum / static_cast<float>(in.size());
}

// What the relevance of an operator's output means for its input `k`.
void pass_back(const Graph& graph, const Operator& op, std::size_t k, const Rows& out, Rows& in) {
  const Tensor& from = graph.tensor(op.inputs[k]);
  const Tensor& to = graph.tensor(op.outputs[0]);
  Window window;
  if (window_of(graph, op, window)) return through_window(window, from, to, out, in);
  if (is_any_of<ResizeAttributes, BlockAttributes, TransposeConvAttributes>(op)) {
    return through_scaling(from, to, out, in);
  }
  if (is_any_of<ReshapeAttributes>(op)) return through_reshape(from, to, out, in);
  if (const auto* const pad = std::get_if<PadAttributes>(&op.attributes)) {
    return through_pad(*pad, from, to, out, in);
  }
  if (const auto* const join = std::get_if<ConcatenationAttributes>(&op.attributes)) {
    const auto axis = static_cast<std::size_t>(join->axis);
    if (axis + 1 < to.shape.size()) {
      std::size_t begin = 0;
      for (std::size_t i = 0; i < k; ++i) begin += graph.tensor(op.inputs[i]).shape[axis];
      return through_part(from, to, axis, begin, out, in);
    }
  }
  const bool in_place =
      is_any_of<ConcatenationAttributes, ArithmeticAttributes, UnaryAttributes, PreluAttributes,
                QuantizeAttributes, SoftmaxAttributes, L2NormalizationAttributes,
                FullyConnectedAttributes, SplitAttributes>(op);
  if (in_place && in.size() == out.size()) {
    for (std::size_t i = 0; i < in.size(); ++i) in[i] += out[i];
    return;
  }
  evenly(out, in);
}

void scale_to(float sum, Rows& rows) {
  const float now = std::accumulate(rows.begin(), rows.end(), 0.0f);
  if (!(now > 0)) return;
  for (float& value : rows) value *= sum / now;
}

// A stage none of whose anchors was ever seen still needs grids, so that it goes on saying nothing:
// there all positions count alike.
void count_alike_where_nothing_matters(const Graph& graph, std::vector<Relevance>& relevances) {
  for (std::size_t id = 0; id < graph.tensors.size(); ++id) {
    const Tensor& tensor = graph.tensors[id];
    if (tensor.constant()) continue;
    const bool matters = std::any_of(relevances.begin(), relevances.end(), [&](const auto& r) {
      return !r.empty() && std::any_of(r[id].begin(), r[id].end(), [](float v) { return v > 0; });
    });
    if (matters) continue;
    for (Relevance& relevance : relevances) {
      relevance.resize(graph.tensors.size());
      relevance[id].assign(tensor.elements() / channels_of(tensor), 1.0f);
    }
  }
}

}  // namespace

Relevance relevance_of(const Graph& graph, const DetectionHead& head,
                       const std::vector<float>& weights) {
  const float sum = std::accumulate(weights.begin(), weights.end(), 0.0f);
  Relevance all(graph.tensors.size());
  all[head.scores] = weights;
  all[head.boxes] = weights;
  for (std::size_t index = graph.operators.size(); index-- > 0;) {
    const Operator& op = graph.operators[index];
    for (const TensorId output : op.outputs) {
      Rows& out = all[output];
      if (out.empty()) continue;
      scale_to(sum, out);
      for (std::size_t k = 0; k < op.inputs.size(); ++k) {
        const TensorId id = op.inputs[k];
        if (id == kNoTensor || graph.tensor(id).constant()) continue;
        Rows& in = all[id];
        in.resize(graph.tensor(id).elements() / channels_of(graph.tensor(id)));
        pass_back(graph, op, k, out, in);
      }
    }
  }
  for (const TensorId id : graph.inputs) scale_to(sum, all[id]);
  return all;
}

std::vector<Relevance> relevances_of(const Graph& graph, const DetectionHead& head,
                                     const Inputs& inputs) {
  const std::vector<AnchorWeights> seen = anchors_that_matter(graph, head, inputs);
  std::vector<Relevance> all(inputs.size());
  in_parallel(inputs.size(), [&](std::size_t i) {
    if (!seen[i].empty()) all[i] = relevance_of(graph, head, seen[i]);
  });
  count_alike_where_nothing_matters(graph, all);
  return all;
}

}  // namespace ocellus::tools::quantize
