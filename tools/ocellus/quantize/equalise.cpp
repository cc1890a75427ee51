#include "tools/ocellus/quantize/equalise.hpp"

#include <algorithm>
#include <cmath>

#include "tools/ocellus/quantize/channels.hpp"

namespace ocellus::tools::quantize {
namespace {

// Output and inputs have the same channels, in the same places.
bool keeps_channels(const Graph& graph, const Operator& op) {
  const std::vector<std::int32_t>& shape = graph.tensor(op.outputs[0]).shape;
  if (const auto* const both = std::get_if<ArithmeticAttributes>(&op.attributes)) {
    return both->kind != Arithmetic::kMul && graph.tensor(op.inputs[0]).shape == shape &&
           graph.tensor(op.inputs[1]).shape == shape;
  }
  if (const auto* const unary = std::get_if<UnaryAttributes>(&op.attributes)) {
    return unary->kind == Unary::kRelu || unary->kind == Unary::kRelu6 ||
           unary->kind == Unary::kReluN1To1 || unary->kind == Unary::kLeakyRelu;
  }
  return std::holds_alternative<PoolAttributes>(op.attributes) ||
         std::holds_alternative<ResizeAttributes>(op.attributes) ||
         std::holds_alternative<PreluAttributes>(op.attributes);
}

// Every channel of every activation, and which of them must be scaled alike: a forest over numbered
// channels.
class Channels {
 public:
  explicit Channels(const Graph& graph) : graph_(graph) {
    for (const Tensor& tensor : graph.tensors) {
      first_.push_back(parents_.size());
      const bool scalable =
          !tensor.constant() && tensor.type == DataType::kFloat32 && tensor.shape.size() == 4;
      const std::size_t count = scalable ? static_cast<std::size_t>(tensor.shape.back()) : 0;
      for (std::size_t c = 0; c < count; ++c) {
        parents_.push_back(parents_.size());
        places_.push_back({static_cast<TensorId>(first_.size() - 1), static_cast<std::int32_t>(c)});
      }
    }
    first_.push_back(parents_.size());
    pinned_.resize(parents_.size());
  }

  std::int32_t count(TensorId id) const {
    return static_cast<std::int32_t>(first_[id + 1] - first_[id]);
  }

  void pin(TensorId id) {
    for (std::size_t at = first_[id]; at < first_[id + 1]; ++at) pinned_[at] = true;
  }

  // `count` channels of `a` from `from` on are those of `b` from `to` on.
  void join(TensorId a, std::int32_t from, TensorId b, std::int32_t to, std::int32_t count) {
    for (std::int32_t c = 0; c < count; ++c) {
      const std::size_t x = root(first_[a] + static_cast<std::size_t>(from + c));
      const std::size_t y = root(first_[b] + static_cast<std::size_t>(to + c));
      parents_[std::max(x, y)] = std::min(x, y);
    }
  }

  // Groups without a pinned member, by their first channel.
  std::vector<ChannelGroup> groups() {
    std::vector<bool> refused(parents_.size());
    for (std::size_t at = 0; at < parents_.size(); ++at) {
      if (pinned_[at]) refused[root(at)] = true;
    }
    std::vector<ChannelGroup> all;
    std::vector<std::size_t> group_of(parents_.size());
    for (std::size_t at = 0; at < parents_.size(); ++at) {
      const std::size_t key = root(at);
      if (refused[key]) continue;
      if (key == at) {
        group_of[at] = all.size();
        all.emplace_back();
      }
      all[group_of[key]].push_back(places_[at]);
    }
    return all;
  }

 private:
  std::size_t root(std::size_t at) {
    while (parents_[at] != at) at = parents_[at] = parents_[parents_[at]];
    return at;
  }

  const Graph& graph_;
  std::vector<std::size_t> first_;  // by TensorId, and one more for the end
  std::vector<std::size_t> parents_;
  std::vector<ChannelPlace> places_;
  std::vector<bool> pinned_;
};

// What an operator without weights does to channels: those that go on are joined, the others
// pinned.
void follow(const Graph& graph, const Operator& op, Channels& channels) {
  const TensorId output = op.outputs[0];
  const auto is_constant = [&](TensorId id) {
    return id == kNoTensor || graph.tensor(id).constant();
  };
  if (keeps_channels(graph, op)) {
    for (const TensorId input : op.inputs) {
      // Slopes multiply the values of any scale.
      const bool slopes =
          std::holds_alternative<PreluAttributes>(op.attributes) && input == op.inputs[1];
      if (slopes) continue;
      if (is_constant(input)) {
        channels.pin(output);
      } else {
        channels.join(input, 0, output, 0, channels.count(output));
      }
    }
    return;
  }
  const auto* const pad = std::get_if<PadAttributes>(&op.attributes);
  if (pad != nullptr && op.inputs.size() == 1 && channels.count(output) > 0) {
    const bool mirrored =
        pad->mode != PadMode::kZero && (pad->before.back() != 0 || pad->after.back() != 0);
    if (!mirrored) {
      channels.join(op.inputs[0], 0, output, pad->before.back(), channels.count(op.inputs[0]));
      return;
    }
  }
  const auto* const concatenation = std::get_if<ConcatenationAttributes>(&op.attributes);
  if (concatenation != nullptr && channels.count(output) > 0) {
    std::int32_t at = 0;
    for (const TensorId input : op.inputs) {
      if (is_constant(input)) {
        channels.pin(output);
        continue;
      }
      channels.join(input, 0, output, at, channels.count(input));
      if (concatenation->axis == 3) at += channels.count(input);
    }
    return;
  }
  for (const TensorId id : op.outputs) channels.pin(id);
  for (const TensorId id : op.inputs) {
    if (id != kNoTensor) channels.pin(id);
  }
}

// How much the channels of a group are raised, at least 1.
float factor_of(const ChannelGroup& group, const Statistics& statistics,
                const std::vector<Activation>& made_by, const EqualisationOptions& options) {
  float factor = options.largest;
  bool silent = true;
  for (const auto [id, c] : group) {
    const TensorStatistics& seen = statistics[id];
    if (seen.channels.empty()) return 1;
    const float whole = std::max(-seen.range.low, seen.range.high);
    const float part = std::max(-seen.channels[c].low, seen.channels[c].high);
    if (!(part > 0)) continue;
    silent = false;
    // The member whose channel uses the largest share of its tensor decides.
    factor = std::min(factor, std::pow(whole / part, options.power));
    if (made_by[id] == Activation::kRelu6) factor = std::min(factor, options.relu6_reach / part);
  }
  // Nothing is known of a channel that stayed at 0.
  return silent ? 1.0f : std::max(factor, 1.0f);
}

}  // namespace

std::vector<ChannelGroup> scalable_groups(const Graph& graph) {
  Channels channels(graph);
  for (const TensorId id : graph.inputs) channels.pin(id);
  for (const TensorId id : graph.outputs) channels.pin(id);
  for (const Operator& op : graph.operators) {
    const TensorId output = op.outputs[0];
    if (activation_of(op) == Activation::kReluN1To1) channels.pin(output);
    const std::optional<FilterLayout> layout = filter_layout(graph, op);
    if (!layout) {
      follow(graph, op, channels);
    } else if (layout->fully_connected) {  // its rows need not be channels
      channels.pin(op.inputs[0]);
      channels.pin(output);
    }
  }
  return channels.groups();
}

std::vector<std::vector<float>> equalise(Graph& graph, const Statistics& statistics,
                                         const EqualisationOptions& options) {
  std::vector<Activation> made_by(graph.tensors.size(), Activation::kNone);
  for (const Operator& op : graph.operators) made_by[op.outputs[0]] = activation_of(op);
  std::vector<std::vector<float>> factors(graph.tensors.size());
  for (const ChannelGroup& group : scalable_groups(graph)) {
    const float factor = factor_of(group, statistics, made_by, options);
    for (const auto [id, channel] : group) {
      if (factors[id].empty()) factors[id].resize(graph.tensor(id).shape.back(), 1.0f);
      factors[id][channel] = factor;
    }
  }

  for (const Operator& op : graph.operators) {
    const std::optional<FilterLayout> layout = filter_layout(graph, op);
    if (!layout) continue;
    const std::vector<float>& in = factors[op.inputs[0]];
    const std::vector<float>& out = factors[op.outputs[0]];
    std::vector<float> weights = to_vector(graph.tensor(op.inputs[1]));
    layout->for_each([&](std::size_t at, std::int32_t i, std::int32_t o) {
      if (!in.empty()) weights[at] /= in[i];
      if (!out.empty()) weights[at] *= out[o];
    });
    set_values(graph.tensor(op.inputs[1]), weights);
    if (out.empty() || !has_bias(op)) continue;
    std::vector<float> bias = to_vector(graph.tensor(op.inputs[2]));
    for (std::size_t o = 0; o < bias.size(); ++o) bias[o] *= out[o];
    set_values(graph.tensor(op.inputs[2]), bias);
  }
  return factors;
}

}  // namespace ocellus::tools::quantize
