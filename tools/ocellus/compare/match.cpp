#include "tools/ocellus/compare/match.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace ocellus::tools::compare {
namespace {

// Activations by name; kNoTensor where several have it.
std::map<std::string_view, TensorId> by_name(const Graph& graph) {
  std::map<std::string_view, TensorId> named;
  const auto add = [&](TensorId id) {
    const auto [entry, fresh] = named.try_emplace(graph.tensor(id).name, id);
    if (!fresh) entry->second = kNoTensor;
  };
  for (const TensorId id : graph.inputs) add(id);
  for (const Operator& op : graph.operators) {
    for (const TensorId id : op.outputs) add(id);
  }
  return named;
}

bool changes_the_grid_only(const Operator& op) {
  return std::holds_alternative<QuantizeAttributes>(op.attributes) ||
         std::holds_alternative<DequantizeAttributes>(op.attributes);
}

}  // namespace

std::vector<TensorId> match_tensors(const Graph& exact, const Graph& coded) {
  std::vector<TensorId> matches(coded.tensors.size(), kNoTensor);
  const auto match = [&](TensorId mine, TensorId theirs) {
    if (theirs == kNoTensor || matches[mine] != kNoTensor) return;
    if (coded.tensor(mine).elements() != exact.tensor(theirs).elements()) return;
    matches[mine] = theirs;
  };
  const auto in_order = [&](const std::vector<TensorId>& mine,
                            const std::vector<TensorId>& theirs) {
    for (std::size_t i = 0; i < std::min(mine.size(), theirs.size()); ++i) {
      match(mine[i], theirs[i]);
    }
  };
  in_order(coded.inputs, exact.inputs);
  in_order(coded.outputs, exact.outputs);

  const std::map<std::string_view, TensorId> theirs = by_name(exact);
  for (const auto& [name, id] : by_name(coded)) {
    const auto found = theirs.find(name);
    if (id != kNoTensor && found != theirs.end()) match(id, found->second);
  }
  for (const Operator& op : coded.operators) {
    if (changes_the_grid_only(op)) match(op.outputs[0], matches[op.inputs[0]]);
  }
  for (auto op = coded.operators.rbegin(); op != coded.operators.rend(); ++op) {
    if (changes_the_grid_only(*op)) match(op->inputs[0], matches[op->outputs[0]]);
  }
  return matches;
}

std::optional<std::vector<std::size_t>> way_to(const Graph& graph, TensorId target,
                                               std::span<const TensorId> given) {
  std::vector<bool> known(graph.tensors.size());
  for (const TensorId id : given) known[id] = true;
  std::vector<bool> wanted(graph.tensors.size());
  wanted[target] = !known[target];
  std::vector<std::size_t> way;
  for (std::size_t index = graph.operators.size(); index-- > 0;) {
    const Operator& op = graph.operators[index];
    const bool needed =
        std::any_of(op.outputs.begin(), op.outputs.end(), [&](TensorId id) { return wanted[id]; });
    if (!needed) continue;
    way.push_back(index);
    for (const TensorId id : op.inputs) {
      if (id != kNoTensor && !graph.tensor(id).constant()) wanted[id] = !known[id];
    }
  }
  for (const TensorId id : graph.inputs) {
    if (wanted[id]) return std::nullopt;
  }
  std::reverse(way.begin(), way.end());
  return way;
}

}  // namespace ocellus::tools::compare
