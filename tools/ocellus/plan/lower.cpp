#include "tools/ocellus/plan/lower.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tools/ocellus/plan/activation_tensor.hpp"
#include "tools/ocellus/plan/draft.hpp"
#include "tools/ocellus/plan/lower_convolution.hpp"
#include "tools/ocellus/plan/lower_elementwise.hpp"
#include "tools/ocellus/plan/lower_fully_connected.hpp"
#include "tools/ocellus/plan/lower_pool.hpp"
#include "tools/ocellus/plan/lower_reduce.hpp"
#include "tools/ocellus/plan/lower_resize_bilinear.hpp"
#include "tools/ocellus/plan/lower_transpose_conv.hpp"
#include "tools/ocellus/plan/place.hpp"

namespace ocellus::tools {
namespace {

using lowering::check_activation;
using lowering::quoted;
using lowering::Reason;
using lowering::scale;
using lowering::text;
using lowering::zero_point;

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

// Operators that have a kernel are lowered where overload resolution finds them, in lower_*.hpp.
template <typename Attributes>
concept HasKernel = requires(lowering::Lowering& lowering, const Attributes& attributes) {
  lowering::lower(lowering, attributes);
};

struct LowerOperator {
  lowering::Lowering lowering;

  template <HasKernel Attributes>
  Reason operator()(const Attributes& attributes) {
    return lowering::lower(lowering, attributes);
  }
  Reason operator()(const ResizeAttributes& attributes) {
    if (attributes.kind == Interpolation::kBilinear) {
      return lowering::lower_resize_bilinear(lowering, attributes);
    }
    return "it has no int8 kernel";
  }
  Reason operator()(const ReshapeAttributes&) const {
    return check_reshape(lowering.graph, lowering.op);
  }
  Reason operator()(const ConcatenationAttributes& attributes) const {
    return check_concatenation(lowering.graph, lowering.op, attributes);
  }
  Reason operator()(const PadAttributes&) const {
    return "no convolution follows that its padding could become part of";
  }
  Reason operator()(const auto&) const { return "it has no int8 kernel"; }
};

// The call with its places; constant inputs become part of its constants.
Step finish(const Graph& graph, const Operator& op, const Placement& placement,
            lowering::Draft&& draft) {
  Step step;
  step.source_index = op.source_index;
  step.operator_name = std::string(name(op));
  step.tensor_name = graph.tensor(op.outputs[0]).name;
  step.macs = draft.macs;
  step.call = std::move(draft.call);
  step.scratch_bytes = draft.scratch_bytes;
  step.constants = std::move(draft.tables);
  for (const lowering::Piece& piece : draft.inputs) {
    const Tensor& tensor = graph.tensor(piece.tensor);
    if (!step.shapes.empty()) step.shapes += " + ";
    step.shapes += text(tensor.shape);
    if (!tensor.constant()) {
      const Place& place = placement.places[static_cast<std::size_t>(piece.tensor)];
      step.inputs.push_back({place.storage, place.offset + piece.offset, piece.bytes});
      continue;
    }
    constexpr std::size_t kAlignment = 16;  // of any element, and of a vector of them
    step.constants.resize((step.constants.size() + kAlignment - 1) / kAlignment * kAlignment);
    step.inputs.push_back({kConstants, step.constants.size(), piece.bytes});
    const auto first = tensor.data.begin() + static_cast<std::ptrdiff_t>(piece.offset);
    step.constants.insert(step.constants.end(), first,
                          first + static_cast<std::ptrdiff_t>(piece.bytes));
  }
  const Place& place = placement.places[static_cast<std::size_t>(draft.output.tensor)];
  step.output = {place.storage, place.offset + draft.output.offset, draft.output.bytes};
  step.shapes += " -> " + text(graph.tensor(draft.output.tensor).shape);
  return step;
}

// What is left of an operator that place.cpp could not make disappear.
lowering::Draft copy_part(const Graph& graph, const Operator& op, std::size_t input_index) {
  const TensorId in = op.inputs[input_index];
  const TensorId out = op.outputs[0];
  const Tensor& input = graph.tensor(in);
  const auto size = static_cast<std::uint32_t>(input.bytes());
  kernels::Copy copy{.rows = 1, .row_bytes = size, .output_stride = size};
  std::size_t offset = 0;
  if (const auto* concat = std::get_if<ConcatenationAttributes>(&op.attributes)) {
    const std::size_t width = bytes_per_element(input.type);
    copy.rows = static_cast<std::uint32_t>(elements_before(input, concat->axis));
    copy.row_bytes = static_cast<std::uint32_t>(elements_from(input, concat->axis) * width);
    copy.output_stride =
        static_cast<std::uint32_t>(elements_from(graph.tensor(out), concat->axis) * width);
    for (std::size_t i = 0; i < input_index; ++i) {
      offset += elements_from(graph.tensor(op.inputs[i]), concat->axis) * width;
    }
  }
  lowering::Draft draft;
  draft.inputs = {{in, 0, input.bytes()}};
  draft.output = {out, offset, copy.span_bytes()};
  draft.call = copy;
  return draft;
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

  std::vector<std::vector<lowering::Draft>> drafts(graph.operators.size());
  std::vector<std::pair<const Operator*, Reason>> refused;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    Reason reason = std::visit(LowerOperator{{graph, op, drafts[i]}}, op.attributes);
    if (!reason.empty()) refused.emplace_back(&op, std::move(reason));
  }
  if (!refused.empty()) return refusal(refused);

  Placement placement = place_tensors(graph);
  for (const CopyNeeded& copy : placement.copies) {
    drafts[copy.operator_index].push_back(
        copy_part(graph, graph.operators[copy.operator_index], copy.input_index));
  }
  Program program;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    for (lowering::Draft& draft : drafts[i]) {
      program.steps.push_back(finish(graph, graph.operators[i], placement, std::move(draft)));
    }
  }
  for (const TensorId id : graph.inputs) program.inputs.push_back(port(graph, placement, id));
  for (const TensorId id : graph.outputs) program.outputs.push_back(port(graph, placement, id));
  program.storages = std::move(placement.storages);
  program.places = std::move(placement.places);
  return program;
}

}  // namespace ocellus::tools
