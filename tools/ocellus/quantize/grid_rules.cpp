#include "tools/ocellus/quantize/grid_rules.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "tools/ocellus/quantize/kinds.hpp"
#include "tools/ocellus/reference/float_engine.hpp"

namespace ocellus::tools::quantize {
namespace {

constexpr Range kFromZeroToOne = {0, 255.0f / 256};
constexpr Range kAroundZero = {-1, 127.0f / 128};
constexpr float kEndless = std::numeric_limits<float>::infinity();

bool is(const Operator& op, Unary kind) {
  const auto* const unary = std::get_if<UnaryAttributes>(&op.attributes);
  return unary != nullptr && unary->kind == kind;
}

bool is_extremum(const Operator& op) {
  const auto* const both = std::get_if<ArithmeticAttributes>(&op.attributes);
  return both != nullptr &&
         (both->kind == Arithmetic::kMaximum || both->kind == Arithmetic::kMinimum);
}

TensorId root(std::vector<TensorId>& parents, TensorId id) {
  while (parents[id] != id) id = parents[id] = parents[parents[id]];
  return id;
}

std::vector<TensorId> alone(const Graph& graph) {
  std::vector<TensorId> parents(graph.tensors.size());
  for (std::size_t id = 0; id < parents.size(); ++id) parents[id] = static_cast<TensorId>(id);
  return parents;
}

// What is wrong with one operator, for the words after its name.
std::string fault(const Graph& graph, const Operator& op) {
  if (is_any_of<DetectionPostProcessAttributes>(op)) {
    return "runs in float (cut the model before it)";
  }
  if (is_any_of<QuantizeAttributes, DequantizeAttributes>(op) || !reference::computes(op)) {
    return "belongs to a model that is int8 in parts (take the float model it was made from)";
  }
  for (const TensorId id : op.inputs) {
    if (id == kNoTensor || graph.tensor(id).type == DataType::kFloat32) continue;
    return "reads " + std::string(name(graph.tensor(id).type)) + " values";
  }
  if (reference::has_weights(op) && !graph.tensor(op.inputs[1]).constant()) {
    return "has weights that are computed";
  }
  return {};
}

}  // namespace

bool keeps_values(const Operator& op) {
  if (const auto* const reduce = std::get_if<ReduceAttributes>(&op.attributes)) {
    return reduce->kind == Reduction::kMax;
  }
  return is_extremum(op) ||
         is_any_of<ReshapeAttributes, ConcatenationAttributes, PadAttributes, PoolAttributes,
                   ResizeAttributes, SplitAttributes, SliceAttributes, TransposeAttributes,
                   PackAttributes, UnpackAttributes, GatherAttributes, BlockAttributes,
                   BatchBlockAttributes>(op);
}

bool shares_grid(const Operator& op) {
  // TensorFlow Lite Micro's RELU6 compares codes; RELU and the other bends rescale.
  return keeps_values(op) || is(op, Unary::kRelu6);
}

std::optional<Range> fixed_range(const Operator& op) {
  if (is(op, Unary::kLogistic) || is_any_of<SoftmaxAttributes>(op)) return kFromZeroToOne;
  if (is(op, Unary::kTanh) || is_any_of<L2NormalizationAttributes>(op)) return kAroundZero;
  return std::nullopt;
}

Range useful_inputs(const Operator& op) {
  if (const auto* const unary = std::get_if<UnaryAttributes>(&op.attributes)) {
    switch (unary->kind) {
      case Unary::kRelu:
        return {0, kEndless};
      case Unary::kRelu6:
        return {0, 6};
      case Unary::kReluN1To1:
        return {-1, 1};
      case Unary::kHardSwish:
        return {-3, kEndless};
      case Unary::kLogistic:
        return {-6.25f, 6.25f};  // ln 511: half a step of 1/256 from the ends
      case Unary::kTanh:
        return {-3.125f, 3.125f};  // half of ln 511: half a step of 1/128
      case Unary::kLeakyRelu:
        break;
    }
  }
  return {-kEndless, kEndless};
}

float least_scale_ratio(const Operator& op) {
  // HARD_SWISH multiplies by s_in / (128 s_out), which must stay below 1; ADD and SUB by
  // s_in / (2^19 s_out).
  if (is(op, Unary::kHardSwish)) return 1.0f / 127;
  const auto* const both = std::get_if<ArithmeticAttributes>(&op.attributes);
  const bool sum =
      both != nullptr && (both->kind == Arithmetic::kAdd || both->kind == Arithmetic::kSub);
  return sum ? 0x1p-18f : 0;
}

std::vector<TensorId> grid_groups(const Graph& graph) {
  std::vector<TensorId> parents = alone(graph);
  const auto join = [&](TensorId one, TensorId other) {
    const TensorId a = root(parents, one);
    const TensorId b = root(parents, other);
    parents[std::max(a, b)] = std::min(a, b);
  };
  for (const Operator& op : graph.operators) {
    if (!shares_grid(op)) continue;
    for (const TensorId input : op.inputs) {
      if (input != kNoTensor) join(input, op.outputs[0]);
    }
    for (const TensorId output : op.outputs) join(output, op.outputs[0]);
  }
  for (std::size_t id = 0; id < parents.size(); ++id) {
    parents[id] = root(parents, static_cast<TensorId>(id));
  }
  return parents;
}

void separate_grids(Graph& graph) {
  // What fixes each tensor's grid: nothing, the graph's input, or an operator's range.
  struct Pin {
    bool input = false;
    std::optional<Range> range;
    bool any() const { return input || range.has_value(); }
    bool operator==(const Pin&) const = default;
  };
  std::vector<Pin> pins(graph.tensors.size());
  for (const TensorId id : graph.inputs) pins[id].input = true;
  std::vector<Operator> order;
  for (Operator& op : graph.operators) {
    if (const auto range = fixed_range(op)) pins[op.outputs[0]].range = range;
    if (shares_grid(op)) {
      // A PADV2's or MAXIMUM's constant operand takes whatever grid there is.
      const auto is_constant = [&](TensorId id) { return graph.tensor(id).constant(); };
      const auto first_input = std::find_if_not(op.inputs.begin(), op.inputs.end(), is_constant);
      const Pin first = first_input == op.inputs.end() ? Pin{} : pins[*first_input];
      const bool alike = std::all_of(op.inputs.begin(), op.inputs.end(), [&](TensorId id) {
        return is_constant(id) || pins[id] == first;
      });
      for (TensorId& id : op.inputs) {
        if (alike || is_constant(id) || !pins[id].any()) continue;
        Tensor copy = graph.tensor(id);
        copy.name += " on another grid";
        graph.tensors.push_back(std::move(copy));
        pins.emplace_back();
        const auto fresh = static_cast<TensorId>(graph.tensors.size() - 1);
        order.push_back({QuantizeAttributes{}, {id}, {fresh}, op.source_index});
        id = fresh;
      }
      for (const TensorId id : op.outputs) pins[id] = alike ? first : Pin{};
    }
    order.push_back(std::move(op));
  }
  graph.operators = std::move(order);
}

std::string cannot_quantize(const Graph& graph) {
  std::set<std::string> faults;
  for (const Operator& op : graph.operators) {
    const std::string found = fault(graph, op);
    if (!found.empty()) faults.insert(std::string(name(op)) + " " + found);
  }
  std::string all;
  for (const std::string& one : faults) all += (all.empty() ? "" : "; ") + one;
  return all;
}

}  // namespace ocellus::tools::quantize
