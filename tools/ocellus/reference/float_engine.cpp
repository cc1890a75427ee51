#include "tools/ocellus/reference/float_engine.hpp"

#include <algorithm>
#include <cassert>
#include <utility>
#include <variant>

#include "tools/ocellus/reference/compute.hpp"

namespace ocellus::tools::reference {
namespace {

template <typename Attributes>
concept Computed = requires(const Attributes& a, Operands in, Results out) {
  compute(a, in, out);
};

// A constant's values lie in the graph, an activation's in its buffer.
Operand operand(const Graph& graph, TensorId id, const Activations& activations) {
  const Tensor& tensor = graph.tensor(id);
  if (!tensor.constant()) return {activations[id], tensor.shape};
  assert(tensor.type == DataType::kFloat32);
  return {{reinterpret_cast<const float*>(tensor.data.data()), tensor.elements()}, tensor.shape};
}

}  // namespace

bool computes(const Operator& op) {
  return has_weights(op) ||
         std::visit([]<typename A>(const A&) { return Computed<A>; }, op.attributes);
}

Activation activation_of(const Operator& op) {
  if (const auto* unary = std::get_if<UnaryAttributes>(&op.attributes)) {
    switch (unary->kind) {
      case Unary::kRelu:
        return Activation::kRelu;
      case Unary::kReluN1To1:
        return Activation::kReluN1To1;
      case Unary::kRelu6:
        return Activation::kRelu6;
      default:
        return Activation::kNone;
    }
  }
  return std::visit(
      [](const auto& a) {
        if constexpr (requires { a.activation; }) {
          return a.activation;
        } else {
          return Activation::kNone;
        }
      },
      op.attributes);
}

FloatEngine::FloatEngine(const Graph& graph)
    : graph_(&graph), weights_(graph.operators.size()), dead_after_(graph.operators.size()) {
  std::vector<std::ptrdiff_t> last(graph.tensors.size(), -1);
  for (std::size_t index = 0; index < graph.operators.size(); ++index) {
    const Operator& op = graph.operators[index];
    if (has_weights(op)) weights_[index] = pack_weights(graph, op);
    for (const TensorId id : op.outputs) last[id] = static_cast<std::ptrdiff_t>(index);
    for (const TensorId id : op.inputs) {
      if (id != kNoTensor) last[id] = static_cast<std::ptrdiff_t>(index);
    }
  }
  for (const TensorId id : graph.outputs) last[id] = -1;
  for (std::size_t id = 0; id < last.size(); ++id) {
    if (last[id] >= 0 && !graph.tensors[id].constant()) {
      dead_after_[last[id]].push_back(static_cast<TensorId>(id));
    }
  }
}

void FloatEngine::apply(Activation activation, std::span<float> values) {
  float low = 0;
  float high = 6;
  switch (activation) {
    case Activation::kNone:
      return;
    case Activation::kRelu:
      for (float& v : values) v = std::max(v, 0.0f);
      return;
    case Activation::kRelu6:
      break;
    case Activation::kReluN1To1:
      low = -1;
      high = 1;
      break;
  }
  for (float& v : values) v = std::min(std::max(v, low), high);
}

void FloatEngine::step_linear(std::size_t index, Activations& activations) const {
  const Operator& op = graph_->operators[index];
  for (const TensorId id : op.outputs) activations[id].resize(graph_->tensor(id).elements());
  std::vector<Result> out;
  for (const TensorId id : op.outputs) out.push_back({activations[id], graph_->tensor(id).shape});
  if (has_weights(op)) {
    compute_weighted(op, weights_[index], operand(*graph_, op.inputs[0], activations), out[0]);
    return;
  }
  std::vector<Operand> in;
  for (const TensorId id : op.inputs) in.push_back(operand(*graph_, id, activations));
  std::visit(
      [&]<typename A>(const A& attributes) {
        if constexpr (Computed<A>) {
          compute(attributes, in, out);
        } else {
          assert(false);  // computes() denies it
        }
      },
      op.attributes);
}

void FloatEngine::step(std::size_t index, Activations& activations) const {
  step_linear(index, activations);
  const Operator& op = graph_->operators[index];
  apply(activation_of(op), activations[op.outputs[0]]);
}

void FloatEngine::run(Activations& activations, const Visitor& visit) const {
  if (visit) {
    for (const TensorId id : graph_->inputs) visit(id, activations[id]);
  }
  for (std::size_t index = 0; index < graph_->operators.size(); ++index) {
    step(index, activations);
    for (const TensorId id : graph_->operators[index].outputs) {
      if (visit) visit(id, activations[id]);
    }
    for (const TensorId id : dead_after_[index]) activations[id] = {};
  }
}

std::vector<std::vector<float>> FloatEngine::infer(std::span<const float> input,
                                                   const Visitor& visit) const {
  Activations activations(graph_->tensors.size());
  activations[graph_->inputs[0]].assign(input.begin(), input.end());
  run(activations, visit);
  std::vector<std::vector<float>> outputs;
  for (const TensorId id : graph_->outputs) outputs.push_back(std::move(activations[id]));
  return outputs;
}

}  // namespace ocellus::tools::reference
