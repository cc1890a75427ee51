// Runs a float graph on float tensors and shows every activation on the way.
//
// The quantizer's source of truth: statistics, alternatives and errors are all measured on it. The
// results are the same bits on every host (float_loops.hpp). One engine may be used by several
// threads at once, each with its own Activations.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/reference/convolution.hpp"

namespace ocellus::tools::reference {

// One buffer per tensor of the graph, by TensorId; empty while a tensor is not computed.
using Activations = std::vector<std::vector<float>>;

// Sees a graph input or an operator's output as soon as it is there, and may change it: what
// follows is computed from the changed values.
using Visitor = std::function<void(TensorId id, std::span<float> values)>;

class FloatEngine {
 public:
  // A float graph whose shapes agree, as import_tflite promises, of operators that it computes();
  // it must outlive the engine. Filters and biases are copied.
  explicit FloatEngine(const Graph& graph);

  // Computes the outputs of operator `index`, whose inputs must have been computed.
  void step(std::size_t index, Activations& activations) const;

  // Replaces each value by what its operator's fused activation makes of it.
  static void apply(Activation activation, std::span<float> values);

  // Computes operator `index` without its fused activation. Only operators of one output have one.
  void step_linear(std::size_t index, Activations& activations) const;

  // Runs the graph on the inputs in `activations`, buffers of tensors that nobody reads any more
  // being freed, except for the graph's outputs. `visit` may be empty.
  void run(Activations& activations, const Visitor& visit) const;

  // run() from one input tensor to the outputs' values, in the graph's order.
  std::vector<std::vector<float>> infer(std::span<const float> input,
                                        const Visitor& visit = {}) const;

  // Tensors that nobody needs after operator `index`; never outputs of the graph.
  std::span<const TensorId> dead_after(std::size_t index) const { return dead_after_[index]; }

  const Graph& graph() const { return *graph_; }

 private:
  const Graph* graph_;
  std::vector<PackedWeights> weights_;  // by operator; empty for those without
  std::vector<std::vector<TensorId>> dead_after_;
};

// Whether the engine computes this operator; if not, step() must not be asked for it.
bool computes(const Operator& op);

// What an operator's fused activation, or one that stands alone, does; kNone for the others.
Activation activation_of(const Operator& op);

}  // namespace ocellus::tools::reference
