// A kernel call before its tensors have places, and what lowering functions build it with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/activation_tensor.hpp"
#include "tools/ocellus/plan/program.hpp"

namespace ocellus::tools::lowering {

// Bytes of one tensor, an activation or a constant.
struct Piece {
  TensorId tensor = kNoTensor;
  std::size_t offset = 0;
  std::size_t bytes = 0;
};

struct Draft {
  Call call;
  std::vector<Piece> inputs;
  std::vector<Piece> outputs;
  std::vector<std::byte> tables;  // what the kernel finds at Operands::constants
  std::size_t scratch_bytes = 0;
  std::uint64_t macs = 0;
};

// One operator on its way to any number of kernel calls.
struct Lowering {
  const Graph& graph;
  const Operator& op;
  std::vector<Draft>& drafts;

  const Tensor& input(std::size_t index) const { return graph.tensor(op.inputs[index]); }
  const Tensor& output(std::size_t index = 0) const { return graph.tensor(op.outputs[index]); }
  Piece all_of(TensorId id) const { return {id, 0, graph.tensor(id).bytes()}; }
  // A call that reads all of input 0 and writes all of output 0.
  Draft& add(Call call) {
    return drafts.emplace_back(
        Draft{std::move(call), {all_of(op.inputs[0])}, {all_of(op.outputs[0])}, {}, 0, 0});
  }
};

// The bytes of one batch: `batch` counts along the tensor's first dimension.
inline Piece one_batch(const Graph& graph, TensorId id, std::size_t batch) {
  const Tensor& tensor = graph.tensor(id);
  const std::size_t bytes = tensor.bytes() / static_cast<std::size_t>(tensor.shape[0]);
  return {id, batch * bytes, bytes};
}

}  // namespace ocellus::tools::lowering
