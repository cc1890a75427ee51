#include "tools/ocellus/quantize/equalise.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "tools/ocellus/quantize/channels.hpp"

namespace ocellus::tools::quantize {
namespace {

bool pads_channels(const Operator& op) {
  const auto* pad = std::get_if<PadAttributes>(&op.attributes);
  return pad != nullptr && (pad->before.back() != 0 || pad->after.back() != 0);
}

// Output and inputs share their channels' factors.
bool passes_channels(const Graph& graph, const Operator& op) {
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
         std::holds_alternative<PreluAttributes>(op.attributes) ||
         (std::holds_alternative<PadAttributes>(op.attributes) && !pads_channels(op));
}

TensorId root(std::vector<TensorId>& parents, TensorId id) {
  while (parents[id] != id) id = parents[id] = parents[parents[id]];
  return id;
}

// How much each channel of a group is raised, at least 1.
std::vector<float> factors_of(const ChannelGroup& group, const Statistics& statistics,
                              const std::vector<Activation>& made_by,
                              const EqualisationOptions& options) {
  std::vector<float> factors(static_cast<std::size_t>(group.channels));
  for (std::size_t c = 0; c < factors.size(); ++c) {
    float factor = options.largest;
    bool silent = true;
    for (const TensorId id : group.members) {
      const TensorStatistics& seen = statistics[id];
      const float whole = std::max(-seen.range.low, seen.range.high);
      const float part = std::max(-seen.channels[c].low, seen.channels[c].high);
      if (!(part > 0)) continue;
      silent = false;
      // The member whose channel uses the largest share of its tensor decides.
      factor = std::min(factor, std::sqrt(whole / part));
      if (made_by[id] == Activation::kRelu6) factor = std::min(factor, options.relu6_reach / part);
    }
    // Nothing is known of a channel that stayed at 0.
    factors[c] = silent ? 1.0f : std::max(factor, 1.0f);
  }
  return factors;
}

}  // namespace

std::vector<ChannelGroup> scalable_groups(const Graph& graph) {
  std::vector<TensorId> parents(graph.tensors.size());
  for (std::size_t id = 0; id < parents.size(); ++id) parents[id] = static_cast<TensorId>(id);
  std::vector<bool> pinned(graph.tensors.size());
  for (const TensorId id : graph.inputs) pinned[id] = true;
  for (const TensorId id : graph.outputs) pinned[id] = true;

  for (const Operator& op : graph.operators) {
    const TensorId output = op.outputs[0];
    if (const auto layout = filter_layout(graph, op)) {
      if (activation_of(op) == Activation::kReluN1To1) pinned[output] = true;
      // Its rows need not be channels.
      if (layout->fully_connected) pinned[op.inputs[0]] = pinned[output] = true;
      continue;
    }
    const bool passes = passes_channels(graph, op);
    for (const TensorId id : op.outputs) pinned[id] = pinned[id] || !passes;
    for (const TensorId input : op.inputs) {
      if (input == kNoTensor) continue;
      // Slopes multiply the values of any scale.
      const bool slopes =
          std::holds_alternative<PreluAttributes>(op.attributes) && input == op.inputs[1];
      if (slopes) continue;
      if (!passes || graph.tensor(input).constant()) {
        pinned[input] = pinned[output] = true;
        continue;
      }
      const TensorId a = root(parents, input);
      const TensorId b = root(parents, output);
      parents[std::max(a, b)] = std::min(a, b);
    }
    if (activation_of(op) == Activation::kReluN1To1) pinned[output] = true;
  }

  std::map<TensorId, ChannelGroup> groups;
  std::map<TensorId, bool> refused;
  for (std::size_t id = 0; id < graph.tensors.size(); ++id) {
    const Tensor& tensor = graph.tensors[id];
    if (tensor.constant() || tensor.type != DataType::kFloat32 || tensor.shape.size() != 4)
      continue;
    const TensorId key = root(parents, static_cast<TensorId>(id));
    groups[key].members.push_back(static_cast<TensorId>(id));
    groups[key].channels = tensor.shape.back();
    refused[key] = refused[key] || pinned[id];
  }
  std::vector<ChannelGroup> scalable;
  for (auto& [key, group] : groups) {
    if (!refused[key]) scalable.push_back(std::move(group));
  }
  return scalable;
}

std::vector<std::vector<float>> equalise(Graph& graph, const Statistics& statistics,
                                         const EqualisationOptions& options) {
  std::vector<Activation> made_by(graph.tensors.size(), Activation::kNone);
  for (const Operator& op : graph.operators) made_by[op.outputs[0]] = activation_of(op);
  std::vector<std::vector<float>> factors(graph.tensors.size());
  for (const ChannelGroup& group : scalable_groups(graph)) {
    const bool seen = std::all_of(group.members.begin(), group.members.end(),
                                  [&](TensorId id) { return !statistics[id].channels.empty(); });
    if (!seen) continue;
    const std::vector<float> f = factors_of(group, statistics, made_by, options);
    for (const TensorId id : group.members) factors[id] = f;
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
