#include "tools/ocellus/plan/lower.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tools/ocellus/plan/activation_tensor.hpp"
#include "tools/ocellus/plan/fixed_point.hpp"
#include "tools/ocellus/plan/lower_convolution.hpp"
#include "tools/ocellus/plan/place.hpp"

namespace ocellus::tools {
namespace {

using lowering::check_activation;
using lowering::quoted;
using lowering::Reason;
using lowering::scale;
using lowering::text;
using lowering::zero_point;

Reason lower_add(const Graph& graph, const Operator& op, const ArithmeticAttributes& attributes,
                 Step& step) {
  if (op.inputs.size() != 2 || op.outputs.size() != 1) return "it needs two inputs";
  const Tensor& first = graph.tensor(op.inputs[0]);
  const Tensor& second = graph.tensor(op.inputs[1]);
  const Tensor& output = graph.tensor(op.outputs[0]);
  for (const Tensor* tensor : {&first, &second, &output}) {
    if (Reason reason = check_activation(*tensor); !reason.empty()) return reason;
  }
  if (first.shape != second.shape || first.shape != output.shape) {
    return "it adds " + text(first.shape) + " and " + text(second.shape) +
           ", only equal shapes have a kernel";
  }
  const AddFactors factors = add_factors(scale(first), scale(second), scale(output));
  if (!(factors.sum < 1.0)) return "its output's scale is too small for its inputs'";
  const auto quantized = quantized_output(attributes.activation, scale(output), zero_point(output));
  if (!quantized) return "no int8 value of its output lies inside its activation's range";
  step.call = kernels::Add{.size = output.elements(),
                           .first_zero_point = zero_point(first),
                           .second_zero_point = zero_point(second),
                           .first = quantize_multiplier(factors.first),
                           .second = quantize_multiplier(factors.second),
                           .sum = quantize_multiplier(factors.sum),
                           .quantized = *quantized};
  return {};
}

Reason check_reshape(const Graph& graph, const Operator& op) {
  const Tensor& input = graph.tensor(op.inputs[0]);
  const Tensor& output = graph.tensor(op.outputs[0]);
  for (const Tensor* tensor : {&input, &output}) {
    if (Reason reason = check_activation(*tensor); !reason.empty()) return reason;
  }
  if (input.elements() != output.elements()) {
    return "it reshapes " + text(input.shape) + " to " + text(output.shape);
  }
  return {};
}

Reason check_concatenation(const Graph& graph, const Operator& op,
                           const ConcatenationAttributes& attributes) {
  const Tensor& output = graph.tensor(op.outputs[0]);
  if (Reason reason = check_activation(output); !reason.empty()) return reason;
  const auto axis = static_cast<std::size_t>(attributes.axis);
  if (attributes.axis < 0 || axis >= output.shape.size()) return "its axis does not exist";
  std::int64_t along = 0;
  for (const TensorId id : op.inputs) {
    const Tensor& part = graph.tensor(id);
    if (Reason reason = check_activation(part); !reason.empty()) return reason;
    if (scale(part) != scale(output) || zero_point(part) != zero_point(output)) {
      return quoted(part) + " has another scale or zero point than the whole";
    }
    std::vector<std::int32_t> expected = output.shape;
    if (part.shape.size() == expected.size()) expected[axis] = part.shape[axis];
    if (part.shape != expected) {
      return "its part " + text(part.shape) + " does not fit into " + text(output.shape);
    }
    along += part.shape[axis];
  }
  if (along != output.shape[axis]) return "its parts do not add up to " + text(output.shape);
  return {};
}

// The checks of all operators, and the steps of those that compute something.
Reason lower_operator(const Graph& graph, const Operator& op, std::optional<Step>& step) {
  struct Visitor {
    const Graph& graph;
    const Operator& op;
    std::optional<Step>& step;

    Reason operator()(const Conv2dAttributes& a) {
      return lowering::lower_conv2d(graph, op, a, step.emplace());
    }
    Reason operator()(const DepthwiseConv2dAttributes& a) {
      return lowering::lower_depthwise_conv2d(graph, op, a, step.emplace());
    }
    Reason operator()(const ArithmeticAttributes& a) {
      return lower_add(graph, op, a, step.emplace());
    }
    Reason operator()(const ReshapeAttributes&) { return check_reshape(graph, op); }
    Reason operator()(const ConcatenationAttributes& a) {
      return check_concatenation(graph, op, a);
    }
    Reason operator()(const PadAttributes&) {
      return "no convolution follows that its padding could become part of";
    }
    Reason operator()(const UnaryAttributes&) {
      return "no operator before it can take the activation over";
    }
    template <typename Other>
    Reason operator()(const Other&) {
      return "it has no int8 kernel";
    }
  };
  return std::visit(Visitor{graph, op, step}, op.attributes);
}

// Which activations a step reads: all of its inputs that are not constants.
void describe(const Graph& graph, const Operator& op, const Placement& placement, Step& step) {
  step.source_index = op.source_index;
  step.operator_name = std::string(name(op));
  step.output = placement.places[static_cast<std::size_t>(op.outputs[0])];
  const Tensor& output = graph.tensor(op.outputs[0]);
  step.tensor_name = output.name;
  for (const TensorId id : op.inputs) {
    if (id == kNoTensor || graph.tensor(id).constant()) continue;
    if (!step.shapes.empty()) step.shapes += " + ";
    step.shapes += text(graph.tensor(id).shape);
    step.inputs.push_back(placement.places[static_cast<std::size_t>(id)]);
  }
  step.shapes += " -> " + text(output.shape);
}

Step copy_step(const Graph& graph, const Operator& op, const Placement& placement,
               std::size_t input_index) {
  const TensorId in = op.inputs[input_index];
  const Tensor& input = graph.tensor(in);
  const Tensor& output = graph.tensor(op.outputs[0]);
  Step step;
  step.source_index = op.source_index;
  step.operator_name = std::string(name(op));
  step.tensor_name = output.name;
  step.shapes = text(input.shape) + " -> " + text(output.shape);
  step.inputs = {placement.places[static_cast<std::size_t>(in)]};
  step.output = placement.places[static_cast<std::size_t>(op.outputs[0])];
  kernels::Copy copy{.rows = 1, .row_bytes = input.elements(), .output_stride = input.elements()};
  if (const auto* concat = std::get_if<ConcatenationAttributes>(&op.attributes)) {
    copy.rows = elements_before(input, concat->axis);
    copy.row_bytes = elements_from(input, concat->axis);
    copy.output_stride = elements_from(output, concat->axis);
    for (std::size_t i = 0; i < input_index; ++i) {
      step.output.offset += elements_from(graph.tensor(op.inputs[i]), concat->axis);
    }
  }
  step.output.bytes = copy.span_bytes();
  step.call = copy;
  return step;
}

Port port(const Graph& graph, const Placement& placement, TensorId id) {
  const Tensor& tensor = graph.tensor(id);
  return {.name = tensor.name,
          .shape = tensor.shape,
          .scale = scale(tensor),
          .zero_point = zero_point(tensor),
          .place = placement.places[static_cast<std::size_t>(id)]};
}

// One failure that carries all of them.
Failure refusal(const std::vector<std::pair<const Operator*, Reason>>& refused) {
  const auto failure = [](const std::pair<const Operator*, Reason>& one) {
    const auto& [op, reason] = one;
    return Failure{
        "operator " + std::to_string(op->source_index) + " (" + std::string(name(*op)) + ")",
        reason};
  };
  Failure first = failure(refused.front());
  for (std::size_t i = 1; i < refused.size(); ++i) first.also.push_back(failure(refused[i]));
  return first;
}

}  // namespace

Result<Program> lower(const Graph& graph) {
  if (graph.is_float()) {
    return Failure{"model", "its tensors are floats, int8 is needed", "run ocellus quantize first"};
  }
  for (const auto* ports : {&graph.inputs, &graph.outputs}) {
    for (const TensorId id : *ports) {
      const Reason reason = check_activation(graph.tensor(id));
      if (!reason.empty()) {
        return Failure{ports == &graph.inputs ? "input" : "output", reason};
      }
      if (graph.tensor(id).shape.size() > 4) {
        return Failure{ports == &graph.inputs ? "input" : "output",
                       quoted(graph.tensor(id)) + " has more than 4 dimensions"};
      }
    }
  }

  std::vector<std::optional<Step>> computing(graph.operators.size());
  std::vector<std::pair<const Operator*, Reason>> refused;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    Reason reason = lower_operator(graph, graph.operators[i], computing[i]);
    if (!reason.empty()) refused.emplace_back(&graph.operators[i], std::move(reason));
  }
  if (!refused.empty()) return refusal(refused);

  Placement placement = place_tensors(graph);
  Program program;
  auto copy = placement.copies.begin();
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    if (computing[i]) {
      describe(graph, op, placement, *computing[i]);
      program.steps.push_back(std::move(*computing[i]));
    }
    for (; copy != placement.copies.end() && copy->operator_index == i; ++copy) {
      program.steps.push_back(copy_step(graph, op, placement, copy->input_index));
    }
  }
  for (const TensorId id : graph.inputs) program.inputs.push_back(port(graph, placement, id));
  for (const TensorId id : graph.outputs) program.outputs.push_back(port(graph, placement, id));
  program.storages = std::move(placement.storages);
  program.places = std::move(placement.places);
  return program;
}

}  // namespace ocellus::tools
