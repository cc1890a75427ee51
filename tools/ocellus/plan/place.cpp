#include "tools/ocellus/plan/place.hpp"

#include <algorithm>
#include <variant>

namespace ocellus::tools {
namespace {

// Tensors as a forest: each lies inside its parent, a root has a storage of its own.
class Forest {
 public:
  explicit Forest(const Graph& graph) : nodes_(graph.tensors.size()) {
    for (const TensorId input : graph.inputs) node(input).pinned = true;
  }

  // Puts `child` at `offset` of `parent`; false when the child already lies elsewhere, or must not
  // be moved.
  bool bind(TensorId child, TensorId parent, std::size_t offset) {
    if (node(child).parent != kNoTensor || node(child).pinned) return false;
    if (resolve(parent).first == child) return false;
    node(child).parent = parent;
    node(child).offset = offset;
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

  std::vector<Node> nodes_;
};

}  // namespace

std::size_t elements_before(const Tensor& tensor, std::int32_t axis) {
  std::size_t product = 1;
  for (std::int32_t i = 0; i < axis; ++i) {
    product *= static_cast<std::size_t>(tensor.shape[static_cast<std::size_t>(i)]);
  }
  return product;
}

std::size_t elements_from(const Tensor& tensor, std::int32_t axis) {
  return tensor.elements() / elements_before(tensor, axis);
}

Placement place_tensors(const Graph& graph) {
  Forest forest(graph);
  Placement result;

  // Consumers first: a whole must have its place before its parts can lie in it.
  for (std::size_t index = graph.operators.size(); index-- > 0;) {
    const Operator& op = graph.operators[index];
    if (std::holds_alternative<ReshapeAttributes>(op.attributes)) {
      const TensorId in = op.inputs[0];
      const TensorId out = op.outputs[0];
      if (!forest.bind(in, out, 0) && !forest.bind(out, in, 0)) result.copies.push_back({index, 0});
    } else if (const auto* concat = std::get_if<ConcatenationAttributes>(&op.attributes)) {
      const TensorId out = op.outputs[0];
      const bool contiguous = elements_before(graph.tensor(out), concat->axis) == 1;
      std::size_t offset = 0;
      for (std::size_t i = 0; i < op.inputs.size(); ++i) {
        if (!contiguous || !forest.bind(op.inputs[i], out, offset)) {
          result.copies.push_back({index, i});
        }
        offset += graph.tensor(op.inputs[i]).bytes();
      }
    }
  }
  std::ranges::sort(result.copies, [](const CopyNeeded& a, const CopyNeeded& b) {
    return std::pair(a.operator_index, a.input_index) < std::pair(b.operator_index, b.input_index);
  });

  result.places.resize(graph.tensors.size());
  std::vector<StorageId> storage_of_root(graph.tensors.size(), kNoStorage);
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    const Tensor& tensor = graph.tensors[i];
    if (tensor.constant()) continue;
    const auto [root, offset] = forest.resolve(static_cast<TensorId>(i));
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
