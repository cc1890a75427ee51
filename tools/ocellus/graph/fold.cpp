#include "tools/ocellus/graph/fold.hpp"

#include <utility>
#include <vector>

namespace ocellus::tools {

void drop_unused_tensors(Graph& graph) {
  std::vector<bool> used(graph.tensors.size());
  const auto for_each_list = [&](auto&& visit) {
    visit(graph.inputs);
    visit(graph.outputs);
    for (Operator& op : graph.operators) {
      visit(op.inputs);
      visit(op.outputs);
    }
  };
  for_each_list([&](std::vector<TensorId>& ids) {
    for (const TensorId id : ids) {
      if (id != kNoTensor) used[static_cast<std::size_t>(id)] = true;
    }
  });
  std::vector<TensorId> renamed(graph.tensors.size(), kNoTensor);
  std::vector<Tensor> kept;
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    if (!used[i]) continue;
    renamed[i] = static_cast<TensorId>(kept.size());
    kept.push_back(std::move(graph.tensors[i]));
  }
  graph.tensors = std::move(kept);
  for_each_list([&](std::vector<TensorId>& ids) {
    for (TensorId& id : ids) {
      if (id != kNoTensor) id = renamed[static_cast<std::size_t>(id)];
    }
  });
}

}  // namespace ocellus::tools
