#include "tools/ocellus/plan/place.hpp"

#include <algorithm>
#include <utility>

#include "tools/ocellus/plan/moves.hpp"

namespace ocellus::tools {
namespace {

// Tensors as a forest: each lies inside its parent, a root has a storage of its own.
class Forest {
 public:
  explicit Forest(const Graph& graph) : graph_(graph), nodes_(graph.tensors.size()) {
    for (const TensorId input : graph.inputs) node(input).pinned = true;
  }

  // Puts `child` at `offset` of `parent`, with all that has the same bytes; false when the child
  // already lies in something larger, or must not be moved.
  bool bind(TensorId child, TensorId parent, std::size_t offset) {
    const TensorId root = resolve(child).first;
    if (graph_.tensor(root).bytes() != graph_.tensor(child).bytes()) return false;
    if (node(root).pinned || resolve(parent).first == root) return false;
    node(root).parent = parent;
    node(root).offset = offset;
    return true;
  }

  // The root that `id` lies in, and where.
  std::pair<TensorId, std::size_t> resolve(TensorId id) const {
    std::size_t offset = 0;
    while (node(id).parent != kNoTensor) {
      offset += node(id).offset;
      id = node(id).parent;
    }
    return {id, offset};
  }

 private:
  struct Node {
    TensorId parent = kNoTensor;
    std::size_t offset = 0;
    bool pinned = false;
  };
  Node& node(TensorId id) { return nodes_[static_cast<std::size_t>(id)]; }
  const Node& node(TensorId id) const { return nodes_[static_cast<std::size_t>(id)]; }

  const Graph& graph_;
  std::vector<Node> nodes_;
};

// Whether the two ends of a move can be the same memory; then they are from now on.
bool share(const Graph& graph, const Operator& op, const Move& move, Forest& forest) {
  const TensorId in = op.inputs[move.input_index];
  const TensorId out = op.outputs[move.output_index];
  const kernels::Remap& remap = move.remapping.op;
  if (!is_one_run(remap) || graph.tensor(in).constant() || graph.tensor(out).constant()) {
    return false;
  }
  const bool all_in = remap.run_bytes == graph.tensor(in).bytes();
  const bool all_out = remap.run_bytes == graph.tensor(out).bytes();
  return (all_in && forest.bind(in, out, move.output_offset)) ||
         (all_out && forest.bind(out, in, remap.first));
}

}  // namespace

std::size_t elements_before(const Tensor& tensor, std::int32_t axis) {
  std::size_t product = 1;
  for (std::int32_t i = 0; i < axis; ++i) {
    product *= static_cast<std::size_t>(tensor.shape[static_cast<std::size_t>(i)]);
  }
  return product;
}

Placement place_tensors(const Graph& graph) {
  Forest forest(graph);
  Placement result;

  // Consumers first: a whole must have its place before its parts can lie in it.
  for (std::size_t index = graph.operators.size(); index-- > 0;) {
    const Operator& op = graph.operators[index];
    const std::vector<Move> moves = moves_of(graph, op);
    for (std::size_t part = 0; part < moves.size(); ++part) {
      if (!share(graph, op, moves[part], forest)) result.moves.push_back({index, part});
    }
  }
  std::ranges::sort(result.moves, [](const MoveNeeded& a, const MoveNeeded& b) {
    return std::pair(a.operator_index, a.part) < std::pair(b.operator_index, b.part);
  });

  result.places.resize(graph.tensors.size());
  std::vector<StorageId> storage_of_root(graph.tensors.size(), kNoStorage);
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    const Tensor& tensor = graph.tensors[i];
    const auto id = static_cast<TensorId>(i);
    if (tensor.constant() && std::ranges::find(graph.outputs, id) == graph.outputs.end()) continue;
    const auto [root, offset] = forest.resolve(id);
    StorageId& storage = storage_of_root[static_cast<std::size_t>(root)];
    if (storage == kNoStorage) {
      storage = static_cast<StorageId>(result.storages.size());
      result.storages.push_back({graph.tensor(root).bytes()});
    }
    result.places[i] = {storage, offset, tensor.bytes()};
  }
  return result;
}

}  // namespace ocellus::tools
