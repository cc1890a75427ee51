#include "tools/ocellus/graph/fold.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "tools/ocellus/graph/window.hpp"

namespace ocellus::tools {
namespace {

bool contains(const std::vector<TensorId>& ids, TensorId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

Operator* producer(Graph& graph, TensorId id) {
  const auto found = std::find_if(graph.operators.begin(), graph.operators.end(),
                                  [&](const Operator& op) { return contains(op.outputs, id); });
  return found == graph.operators.end() ? nullptr : &*found;
}

// How often a tensor is read, by operators and as an output of the graph.
std::ptrdiff_t readers(const Graph& graph, TensorId id) {
  std::ptrdiff_t count = std::count(graph.outputs.begin(), graph.outputs.end(), id);
  for (const Operator& op : graph.operators) {
    count += std::count(op.inputs.begin(), op.inputs.end(), id);
  }
  return count;
}

// Everything that reads `from` reads `to`.
void replace_readers(Graph& graph, TensorId from, TensorId to) {
  for (Operator& op : graph.operators) std::replace(op.inputs.begin(), op.inputs.end(), from, to);
  std::replace(graph.outputs.begin(), graph.outputs.end(), from, to);
}

void erase(Graph& graph, const Operator* op) {
  graph.operators.erase(graph.operators.begin() + (op - graph.operators.data()));
}

// The one activation that equals `second` after `first`.
std::optional<Activation> combined(Activation first, Activation second) {
  if (first == Activation::kNone || first == second) return second;
  if (second == Activation::kNone) return first;
  const auto both = [&](Activation a, Activation b) {
    return (first == a && second == b) || (first == b && second == a);
  };
  if (both(Activation::kRelu, Activation::kRelu6)) return Activation::kRelu6;
  return std::nullopt;  // 0..1 has no name
}

// The fused activation of an operator that can have one.
Activation* fused_activation(Operator& op) {
  if (auto* conv = std::get_if<Conv2dAttributes>(&op.attributes)) return &conv->activation;
  if (auto* conv = std::get_if<DepthwiseConv2dAttributes>(&op.attributes)) {
    return &conv->activation;
  }
  if (auto* conv = std::get_if<TransposeConvAttributes>(&op.attributes)) return &conv->activation;
  if (auto* full = std::get_if<FullyConnectedAttributes>(&op.attributes)) return &full->activation;
  if (auto* both = std::get_if<ArithmeticAttributes>(&op.attributes)) {
    const bool clamps = both->kind != Arithmetic::kMaximum && both->kind != Arithmetic::kMinimum;
    return clamps ? &both->activation : nullptr;
  }
  return nullptr;
}

// What an operator that stands alone would be if it were fused.
std::optional<Activation> fusible(Unary kind) {
  switch (kind) {
    case Unary::kRelu:
      return Activation::kRelu;
    case Unary::kReluN1To1:
      return Activation::kReluN1To1;
    case Unary::kRelu6:
      return Activation::kRelu6;
    default:
      return std::nullopt;
  }
}

// Whether int8 stands for the same real values after a move as before it.
bool keeps_values(const Graph& graph, const Operator& move) {
  return graph.tensor(move.inputs[0]).quantization == graph.tensor(move.outputs[0]).quantization;
}

// Puts `pad` around what the convolution reads instead of around its input.
template <typename Convolution>
bool take_over(const Graph& graph, const Operator& pad_operator, const PadAttributes& pad,
               Operator& op, Convolution& convolution) {
  if (pad.mode != PadMode::kZero || pad.before.size() != 4 || pad.before[0] != 0 ||
      pad.after[0] != 0 || pad.before[3] != 0 || pad.after[3] != 0) {
    return false;
  }
  if (!keeps_values(graph, pad_operator)) return false;
  const Tensor& input = graph.tensor(pad_operator.inputs[0]);
  const Tensor& filter = graph.tensor(op.inputs[1]);
  const Tensor& output = graph.tensor(op.outputs[0]);
  const Sliding rows = {input.shape[1], filter.shape[1], convolution.stride_y,
                        convolution.dilation_y};
  const Sliding columns = {input.shape[2], filter.shape[2], convolution.stride_x,
                           convolution.dilation_x};
  Padding padding = convolution.padding;
  padding.top += pad.before[1];
  padding.left += pad.before[2];
  padding.bottom = rows.needed_after(output.shape[1], padding.top);
  padding.right = columns.needed_after(output.shape[2], padding.left);
  // A window that sees nothing but padding is more than kernels are made for.
  if (padding.top >= rows.span() || padding.bottom >= rows.span() ||
      padding.left >= columns.span() || padding.right >= columns.span()) {
    return false;
  }
  convolution.padding = padding;
  op.inputs[0] = pad_operator.inputs[0];
  return true;
}

bool take_over_padding(Graph& graph, Operator& op) {
  const Operator* const before = producer(graph, op.inputs[0]);
  const auto* const pad =
      before == nullptr ? nullptr : std::get_if<PadAttributes>(&before->attributes);
  if (pad == nullptr) return false;
  if (auto* conv = std::get_if<Conv2dAttributes>(&op.attributes)) {
    return take_over(graph, *before, *pad, op, *conv);
  }
  if (auto* conv = std::get_if<DepthwiseConv2dAttributes>(&op.attributes)) {
    return take_over(graph, *before, *pad, op, *conv);
  }
  return false;
}

bool is_identity(const Graph& graph, const Operator& op) {
  if (std::holds_alternative<ReshapeAttributes>(op.attributes) ||
      std::holds_alternative<PadAttributes>(op.attributes)) {
    return graph.tensor(op.inputs[0]).shape == graph.tensor(op.outputs[0]).shape &&
           keeps_values(graph, op);
  }
  return std::holds_alternative<ConcatenationAttributes>(op.attributes) && op.inputs.size() == 1;
}

// Removes an identity by joining its input and output into one tensor, the output when that is
// the graph's. Not possible when the graph takes the one and gives the other, or gives both.
bool drop_identity(Graph& graph, const Operator& op) {
  const TensorId input = op.inputs[0], output = op.outputs[0];
  if (!contains(graph.outputs, output)) {
    erase(graph, &op);
    replace_readers(graph, output, input);
    return true;
  }
  Operator* const before = producer(graph, input);
  if (before == nullptr || contains(graph.outputs, input)) return false;
  std::replace(before->outputs.begin(), before->outputs.end(), input, output);
  erase(graph, &op);
  replace_readers(graph, input, output);
  return true;
}

}  // namespace

void simplify(Graph& graph) {
  while (fold_padding(graph) || fold_activations(graph) || drop_identities(graph) ||
         drop_dead_operators(graph)) {
  }
  drop_unused_tensors(graph);
}

bool fold_padding(Graph& graph) {
  bool changed = false;
  for (Operator& op : graph.operators) {
    // More than once when one PAD stands before another.
    while (take_over_padding(graph, op)) changed = true;
  }
  return changed;
}

bool fold_activations(Graph& graph) {
  bool changed = false;
  for (std::size_t i = 0; i < graph.operators.size();) {
    const Operator& op = graph.operators[i];
    const auto* const activation = std::get_if<UnaryAttributes>(&op.attributes);
    Operator* const before = activation == nullptr ? nullptr : producer(graph, op.inputs[0]);
    Activation* const fused = before == nullptr ? nullptr : fused_activation(*before);
    const std::optional<Activation> alone =
        activation == nullptr ? std::nullopt : fusible(activation->kind);
    const std::optional<Activation> both =
        fused == nullptr || !alone ? std::nullopt : combined(*fused, *alone);
    if (!both || readers(graph, op.inputs[0]) != 1 ||
        graph.tensor(op.inputs[0]).quantization != graph.tensor(op.outputs[0]).quantization) {
      ++i;
      continue;
    }
    *fused = *both;
    before->outputs = op.outputs;
    erase(graph, &op);
    changed = true;
  }
  return changed;
}

bool drop_identities(Graph& graph) {
  bool changed = false;
  for (std::size_t i = 0; i < graph.operators.size();) {
    Operator& op = graph.operators[i];
    if (is_identity(graph, op) && drop_identity(graph, op)) {
      changed = true;
      continue;
    }
    if (std::holds_alternative<ReshapeAttributes>(op.attributes)) {
      const Operator* const before = producer(graph, op.inputs[0]);
      if (before != nullptr && std::holds_alternative<ReshapeAttributes>(before->attributes)) {
        op.inputs[0] = before->inputs[0];
        changed = true;
      }
    }
    ++i;
  }
  return changed;
}

bool drop_dead_operators(Graph& graph) {
  std::vector<bool> needed(graph.tensors.size());
  for (const TensorId id : graph.outputs) needed[static_cast<std::size_t>(id)] = true;
  const auto is_needed = [&](TensorId id) { return needed[static_cast<std::size_t>(id)]; };
  const std::size_t count = graph.operators.size();
  // Against the order of execution, so that every reader is seen before what it reads.
  for (std::size_t i = count; i-- > 0;) {
    const Operator& op = graph.operators[i];
    if (std::none_of(op.outputs.begin(), op.outputs.end(), is_needed)) {
      erase(graph, &op);
      continue;
    }
    for (const TensorId id : op.inputs) {
      if (id != kNoTensor) needed[static_cast<std::size_t>(id)] = true;
    }
  }
  return graph.operators.size() != count;
}

void drop_unused_tensors(Graph& graph) {
  graph.file_operators.clear();
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
