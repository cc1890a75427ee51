#include "tools/ocellus/plan/lower.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tools/ocellus/plan/activation_tensor.hpp"
#include "tools/ocellus/plan/draft.hpp"
#include "tools/ocellus/plan/lower_convolution.hpp"
#include "tools/ocellus/plan/lower_detection.hpp"
#include "tools/ocellus/plan/lower_elementwise.hpp"
#include "tools/ocellus/plan/lower_fully_connected.hpp"
#include "tools/ocellus/plan/lower_moves.hpp"
#include "tools/ocellus/plan/lower_pool.hpp"
#include "tools/ocellus/plan/lower_reduce.hpp"
#include "tools/ocellus/plan/lower_resize_bilinear.hpp"
#include "tools/ocellus/plan/lower_rows.hpp"
#include "tools/ocellus/plan/lower_transpose_conv.hpp"
#include "tools/ocellus/plan/lower_unary.hpp"
#include "tools/ocellus/plan/place.hpp"

namespace ocellus::tools {
namespace {

using lowering::check_activation;
using lowering::quoted;
using lowering::Reason;
using lowering::scale;
using lowering::text;
using lowering::zero_point;

// Operators are lowered where overload resolution finds them, in lower_*.hpp.
struct LowerOperator {
  lowering::Lowering lowering;

  Reason operator()(const auto& attributes) { return lowering::lower(lowering, attributes); }
  Reason operator()(const ResizeAttributes& attributes) {
    return attributes.kind == Interpolation::kNearest
               ? lowering::lower_nearest(lowering)
               : lowering::lower_resize_bilinear(lowering, attributes);
  }
};

// The call with its places; constant inputs become part of its constants.
Step finish(const Graph& graph, const Operator& op, const Placement& placement,
            lowering::Draft&& draft) {
  Step step;
  step.source_index = op.source_index;
  step.operator_name = std::string(name(op));
  step.tensor_name = graph.tensor(draft.outputs[0].tensor).name;
  step.macs = draft.macs;
  step.call = std::move(draft.call);
  step.scratch_bytes = draft.scratch_bytes;
  step.constants = std::move(draft.tables);
  const auto place = [&](const lowering::Piece& piece) {
    const Place& whole = placement.places[static_cast<std::size_t>(piece.tensor)];
    return Place{whole.storage, whole.offset + piece.offset, piece.bytes};
  };
  for (const lowering::Piece& piece : draft.inputs) {
    const Tensor& tensor = graph.tensor(piece.tensor);
    if (!step.shapes.empty()) step.shapes += " + ";
    step.shapes += text(tensor.shape);
    if (!tensor.constant()) {
      step.inputs.push_back(place(piece));
      continue;
    }
    constexpr std::size_t kAlignment = 16;  // of any element, and of a vector of them
    step.constants.resize((step.constants.size() + kAlignment - 1) / kAlignment * kAlignment);
    step.inputs.push_back({kConstants, step.constants.size(), piece.bytes});
    const auto first = tensor.data.begin() + static_cast<std::ptrdiff_t>(piece.offset);
    step.constants.insert(step.constants.end(), first,
                          first + static_cast<std::ptrdiff_t>(piece.bytes));
  }
  for (const lowering::Piece& piece : draft.outputs) {
    step.shapes += step.outputs.empty() ? " -> " : " + ";
    step.shapes += text(graph.tensor(piece.tensor).shape);
    step.outputs.push_back(place(piece));
  }
  return step;
}

// Writes a constant that the model gives out as it is: what SHAPE makes, for example.
Step write_constant(const Graph& graph, TensorId id, const Placement& placement) {
  const lowering::Piece all = {id, 0, graph.tensor(id).bytes()};
  const auto made_by = std::ranges::find_if(graph.file_operators, [&](const FileOperator& op) {
    return std::ranges::find(op.outputs, id) != op.outputs.end();
  });
  const Operator move = {ReshapeAttributes{}, {id}, {id}, 0};
  lowering::Draft draft;
  draft.call = kernels::Remap{.run_bytes = static_cast<std::uint32_t>(all.bytes)};
  draft.inputs = draft.outputs = {all};
  Step step = finish(graph, move, placement, std::move(draft));
  if (made_by != graph.file_operators.end()) {
    step.source_index = static_cast<std::int32_t>(made_by - graph.file_operators.begin());
    step.operator_name = made_by->name;
  }
  return step;
}

// What a caller can write or read: int8 and uint8 with their scale, or plain float32 and integers.
Reason check_port(const Tensor& tensor) {
  switch (tensor.type) {
    case DataType::kInt8:
    case DataType::kUint8:
      if (Reason reason = lowering::check_quantized(tensor); !reason.empty()) return reason;
      break;
    case DataType::kFloat32:
    case DataType::kInt32:
    case DataType::kInt64:
      break;
    case DataType::kFloat16:
    case DataType::kInt16:
    case DataType::kBool:
      return quoted(tensor) + " is " + std::string(name(tensor.type)) +
             ", int8, uint8, float32, int32 or int64 is needed";
  }
  if (tensor.shape.size() > 4) return quoted(tensor) + " has more than 4 dimensions";
  return {};
}

Port port(const Graph& graph, const Placement& placement, TensorId id) {
  const Tensor& tensor = graph.tensor(id);
  const bool quantized = tensor.type == DataType::kInt8 || tensor.type == DataType::kUint8;
  return {.name = tensor.name,
          .type = tensor.type,
          .shape = tensor.shape,
          .scale = quantized ? scale(tensor) : 1,
          .zero_point = quantized ? zero_point(tensor) : 0,
          .place = placement.places[static_cast<std::size_t>(id)]};
}

// One failure that carries all of them.
Failure refusal(const Graph& graph,
                const std::vector<std::pair<const Operator*, Reason>>& refused) {
  const auto failure = [&](const std::pair<const Operator*, Reason>& one) {
    const auto& [op, reason] = one;
    std::string place =
        "operator " + std::to_string(op->source_index) + " (" + std::string(name(*op));
    if (!op->outputs.empty()) place += ", output '" + graph.tensor(op->outputs[0]).name + "'";
    return Failure{place + ")", reason, "change the model and convert it again"};
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
      const Reason reason = check_port(graph.tensor(id));
      if (!reason.empty()) {
        return Failure{ports == &graph.inputs ? "input" : "output", reason};
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
  if (!refused.empty()) return refusal(graph, refused);

  Placement placement = place_tensors(graph);
  std::vector<Move> moves;
  const Operator* mover = nullptr;
  for (const MoveNeeded& needed : placement.moves) {
    const Operator& op = graph.operators[needed.operator_index];
    if (mover != &op) moves = moves_of(graph, op);
    mover = &op;
    drafts[needed.operator_index].push_back(
        lowering::remap_call(graph, op, std::move(moves[needed.part])));
  }
  Program program;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    for (lowering::Draft& draft : drafts[i]) {
      program.steps.push_back(finish(graph, graph.operators[i], placement, std::move(draft)));
    }
  }
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    const TensorId id = graph.outputs[i];
    const auto end = graph.outputs.begin() + static_cast<std::ptrdiff_t>(i);
    if (graph.tensor(id).constant() && std::find(graph.outputs.begin(), end, id) == end) {
      program.steps.push_back(write_constant(graph, id, placement));
    }
  }
  for (const TensorId id : graph.inputs) program.inputs.push_back(port(graph, placement, id));
  for (const TensorId id : graph.outputs) program.outputs.push_back(port(graph, placement, id));
  program.storages = std::move(placement.storages);
  program.places = std::move(placement.places);
  return program;
}

}  // namespace ocellus::tools
