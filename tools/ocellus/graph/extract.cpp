#include "tools/ocellus/graph/extract.hpp"

#include <map>
#include <utility>

namespace ocellus::tools {

Extract extract(const Graph& whole, const Operator& op) {
  Extract alone;
  std::map<TensorId, TensorId> copies;
  const auto copy = [&](TensorId id) {
    const auto [entry, fresh] =
        copies.try_emplace(id, static_cast<TensorId>(alone.graph.tensors.size()));
    if (fresh) alone.graph.tensors.push_back(whole.tensor(id));
    return std::pair(entry->second, fresh);
  };
  Operator only = op;
  for (TensorId& id : only.inputs) {
    if (id == kNoTensor) continue;
    const auto [own, fresh] = copy(id);
    if (fresh && !whole.tensor(id).constant()) {
      alone.graph.inputs.push_back(own);
      alone.inputs.push_back(id);
    }
    id = own;
  }
  for (TensorId& id : only.outputs) id = copy(id).first;
  alone.graph.outputs = only.outputs;
  alone.graph.operators.push_back(std::move(only));
  return alone;
}

}  // namespace ocellus::tools
