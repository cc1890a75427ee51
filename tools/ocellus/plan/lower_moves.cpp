#include "tools/ocellus/plan/lower_moves.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "tools/ocellus/plan/activation_tensor.hpp"

namespace ocellus::tools::lowering {
namespace {

// A tensor of any type moves; an int8 one needs its scale and zero point, constant or not.
Reason check_movable(const Tensor& tensor) {
  if (tensor.bytes() > std::numeric_limits<std::int32_t>::max()) {
    return quoted(tensor) + " is larger than 2 GB";
  }
  if (tensor.type != DataType::kInt8 || tensor.constant()) return {};
  return check_activation(tensor);
}

// All tensors movable and of one type; `elements` of the outputs as many as of the inputs.
Reason check_types(const Lowering& lowering, std::size_t inputs) {
  const Operator& op = lowering.op;
  if (op.inputs.size() < inputs || inputs == 0 || op.outputs.empty()) {
    return "it lacks an input or an output";
  }
  const DataType type = lowering.output().type;
  const auto check = [&](TensorId id) -> Reason {
    const Tensor& tensor = lowering.graph.tensor(id);
    if (Reason reason = check_movable(tensor); !reason.empty()) return reason;
    if (tensor.type == type) return {};
    return "it turns " + std::string(name(lowering.input(0).type)) + " into " +
           std::string(name(type));
  };
  for (std::size_t i = 0; i < inputs; ++i) {
    if (Reason reason = check(op.inputs[i]); !reason.empty()) return reason;
  }
  for (const TensorId id : op.outputs) {
    if (Reason reason = check(id); !reason.empty()) return reason;
  }
  return {};
}

Reason misfit(const Lowering& lowering, std::size_t output = 0) {
  return "it does not turn " + text(lowering.input(0).shape) + " into " +
         text(lowering.output(output).shape);
}

bool is_axis(std::int32_t axis, const Tensor& tensor) {
  return axis >= 0 && static_cast<std::size_t>(axis) < tensor.shape.size();
}

// Whether shapes agree but for `axis`.
bool agree_but_for(std::int32_t axis, const Tensor& a, const Tensor& b) {
  std::vector<std::int32_t> shape = a.shape;
  if (shape.size() != b.shape.size()) return false;
  shape[static_cast<std::size_t>(axis)] = b.shape[static_cast<std::size_t>(axis)];
  return shape == b.shape;
}

bool outputs_have(const Lowering& lowering, std::size_t elements) {
  std::size_t sum = 0;
  for (const TensorId id : lowering.op.outputs) sum += lowering.graph.tensor(id).elements();
  return sum == elements;
}

// What the parts of a whole must have in common with it.
Reason check_joined(const Lowering& lowering) {
  const Tensor& output = lowering.output();
  if (output.type != DataType::kInt8) return {};
  for (const TensorId id : lowering.op.inputs) {
    const Tensor& part = lowering.graph.tensor(id);
    const Quantization& q = part.quantization;
    if (!q.per_tensor() || q.scales[0] != scale(output) || q.zero_points.size() != 1 ||
        q.zero_points[0] != zero_point(output)) {
      return quoted(part) + " has another scale or zero point than the whole";
    }
  }
  return {};
}

}  // namespace

Reason lower(Lowering& lowering, const ReshapeAttributes& /*attributes*/) {
  if (Reason reason = check_types(lowering, 1); !reason.empty()) return reason;
  if (outputs_have(lowering, lowering.input(0).elements())) return {};
  return "it reshapes " + text(lowering.input(0).shape) + " to " + text(lowering.output().shape);
}

Reason lower(Lowering& lowering, const PadAttributes& a) {
  const bool valued = a.mode == PadMode::kValue;
  if (Reason reason = check_types(lowering, valued ? 2 : 1); !reason.empty()) return reason;
  const Tensor& input = lowering.input(0);
  const Tensor& output = lowering.output();
  const std::size_t rank = input.shape.size();
  if (a.before.size() != rank || a.after.size() != rank || output.shape.size() != rank) {
    return "its paddings are not two for each dimension";
  }
  // A mirror image without the border is one shorter than what it shows.
  const bool mirrored = a.mode == PadMode::kReflect || a.mode == PadMode::kSymmetric;
  const std::int32_t border = a.mode == PadMode::kReflect ? 1 : 0;
  for (std::size_t d = 0; d < rank; ++d) {
    const std::int64_t size = input.shape[d];
    if (a.before[d] < 0 || a.after[d] < 0 || size + a.before[d] + a.after[d] != output.shape[d]) {
      return misfit(lowering);
    }
    if (mirrored && std::max(a.before[d], a.after[d]) > size - border) {
      return "it mirrors more than there is";
    }
  }
  if (!valued) return {};
  const Tensor& value = lowering.input(1);
  if (!value.constant() || value.elements() != 1) return "its value must be a constant";
  if (std::ranges::any_of(value.data, [&](std::byte byte) { return byte != value.data[0]; })) {
    return "the bytes of its value differ, which has no kernel";
  }
  return {};
}

Reason lower(Lowering& lowering, const ConcatenationAttributes& a) {
  if (Reason reason = check_types(lowering, lowering.op.inputs.size()); !reason.empty()) {
    return reason;
  }
  const Tensor& output = lowering.output();
  if (!is_axis(a.axis, output)) return "its axis does not exist";
  if (Reason reason = check_joined(lowering); !reason.empty()) return reason;
  std::size_t elements = 0;
  for (const TensorId id : lowering.op.inputs) {
    const Tensor& part = lowering.graph.tensor(id);
    if (!agree_but_for(a.axis, part, output)) {
      return "its part " + text(part.shape) + " does not fit into " + text(output.shape);
    }
    elements += part.elements();
  }
  if (elements == output.elements()) return {};
  return "its parts do not add up to " + text(output.shape);
}

Reason lower(Lowering& lowering, const SplitAttributes& a) {
  if (Reason reason = check_types(lowering, 1); !reason.empty()) return reason;
  const Tensor& input = lowering.input(0);
  if (!is_axis(a.axis, input)) return "its axis does not exist";
  for (std::size_t i = 0; i < lowering.op.outputs.size(); ++i) {
    if (!agree_but_for(a.axis, lowering.output(i), input)) return misfit(lowering, i);
  }
  if (!outputs_have(lowering, input.elements())) return "its parts do not add up to its input";
  return {};
}

Reason lower(Lowering& lowering, const SliceAttributes& a) {
  if (Reason reason = check_types(lowering, 1); !reason.empty()) return reason;
  const Tensor& input = lowering.input(0);
  const std::size_t rank = input.shape.size();
  if (a.begin.size() != rank || a.stride.size() != rank || a.count.size() != rank) {
    return "it does not have one range for each dimension";
  }
  std::int64_t elements = 1;
  for (std::size_t d = 0; d < rank; ++d) {
    const std::int64_t last = a.begin[d] + std::int64_t{a.count[d] - 1} * a.stride[d];
    if (a.count[d] < 1 || std::min<std::int64_t>(a.begin[d], last) < 0 ||
        std::max<std::int64_t>(a.begin[d], last) >= input.shape[d]) {
      return "its range leaves " + text(input.shape);
    }
    elements *= a.count[d];
  }
  return outputs_have(lowering, static_cast<std::size_t>(elements)) ? Reason{} : misfit(lowering);
}

Reason lower(Lowering& lowering, const TransposeAttributes& a) {
  if (Reason reason = check_types(lowering, 1); !reason.empty()) return reason;
  const std::vector<std::int32_t>& in = lowering.input(0).shape;
  std::vector<bool> seen(in.size(), false);
  std::vector<std::int32_t> shape;
  for (const std::int32_t axis : a.permutation) {
    if (!is_axis(axis, lowering.input(0)) || seen[static_cast<std::size_t>(axis)]) {
      return "its axes are no permutation";
    }
    seen[static_cast<std::size_t>(axis)] = true;
    shape.push_back(in[static_cast<std::size_t>(axis)]);
  }
  return shape.size() == in.size() && shape == lowering.output().shape ? Reason{}
                                                                       : misfit(lowering);
}

Reason lower(Lowering& lowering, const PackAttributes& a) {
  if (Reason reason = check_types(lowering, lowering.op.inputs.size()); !reason.empty()) {
    return reason;
  }
  const Tensor& output = lowering.output();
  if (!is_axis(a.axis, output)) return "its axis does not exist";
  if (Reason reason = check_joined(lowering); !reason.empty()) return reason;
  std::vector<std::int32_t> shape = output.shape;
  shape.erase(shape.begin() + a.axis);
  for (const TensorId id : lowering.op.inputs) {
    if (lowering.graph.tensor(id).shape != shape) return misfit(lowering);
  }
  return output.elements() == lowering.op.inputs.size() * lowering.input(0).elements()
             ? Reason{}
             : misfit(lowering);
}

Reason lower(Lowering& lowering, const UnpackAttributes& a) {
  if (Reason reason = check_types(lowering, 1); !reason.empty()) return reason;
  const Tensor& input = lowering.input(0);
  if (!is_axis(a.axis, input)) return "its axis does not exist";
  std::vector<std::int32_t> shape = input.shape;
  shape.erase(shape.begin() + a.axis);
  for (std::size_t i = 0; i < lowering.op.outputs.size(); ++i) {
    if (lowering.output(i).shape != shape) return misfit(lowering, i);
  }
  return outputs_have(lowering, input.elements()) ? Reason{} : misfit(lowering);
}

Reason lower(Lowering& lowering, const GatherAttributes& a) {
  if (Reason reason = check_types(lowering, 1); !reason.empty()) return reason;
  const Tensor& input = lowering.input(0);
  if (!is_axis(a.axis, input) || a.batch_dimensions < 0 || a.batch_dimensions > a.axis) {
    return "its axis does not exist";
  }
  const std::int32_t size = input.shape[static_cast<std::size_t>(a.axis)];
  std::size_t batches = 1;
  for (std::int32_t d = 0; d < a.batch_dimensions; ++d) {
    batches *= static_cast<std::size_t>(input.shape[static_cast<std::size_t>(d)]);
  }
  if (a.indices.empty() || a.indices.size() % batches != 0 ||
      std::ranges::any_of(a.indices, [&](std::int32_t i) { return i < 0 || i >= size; })) {
    return "its indices leave " + text(input.shape);
  }
  const std::size_t slices = input.elements() / (batches * static_cast<std::size_t>(size));
  return outputs_have(lowering, slices * a.indices.size()) ? Reason{} : misfit(lowering);
}

Reason lower(Lowering& lowering, const BlockAttributes& a) {
  if (Reason reason = check_types(lowering, 1); !reason.empty()) return reason;
  const bool to_depth = a.kind == Block::kSpaceToDepth;
  const std::vector<std::int32_t>& space =
      to_depth ? lowering.input(0).shape : lowering.output().shape;
  const std::vector<std::int32_t>& depth =
      to_depth ? lowering.output().shape : lowering.input(0).shape;
  if (a.size < 1 || space.size() != 4 || depth.size() != 4 || space[0] != depth[0] ||
      space[1] != depth[1] * a.size || space[2] != depth[2] * a.size ||
      depth[3] != space[3] * a.size * a.size) {
    return misfit(lowering);
  }
  return {};
}

Reason lower(Lowering& lowering, const BatchBlockAttributes& a) {
  if (Reason reason = check_types(lowering, 1); !reason.empty()) return reason;
  const bool to_batch = a.kind == BatchBlock::kSpaceToBatch;
  const std::vector<std::int32_t>& image =
      to_batch ? lowering.input(0).shape : lowering.output().shape;
  const std::vector<std::int32_t>& blocks =
      to_batch ? lowering.output().shape : lowering.input(0).shape;
  const std::size_t spatial = a.block.size();
  if (spatial < 1 || spatial > 2 || a.before.size() != spatial || a.after.size() != spatial ||
      image.size() != spatial + 2 || blocks.size() != spatial + 2 ||
      image.back() != blocks.back()) {
    return misfit(lowering);
  }
  std::int64_t batches = image[0];
  for (std::size_t d = 0; d < spatial; ++d) {
    batches *= a.block[d];
    if (a.block[d] < 1 || a.before[d] < 0 || a.after[d] < 0 ||
        std::int64_t{image[d + 1]} + a.before[d] + a.after[d] !=
            std::int64_t{blocks[d + 1]} * a.block[d]) {
      return misfit(lowering);
    }
  }
  return batches == blocks[0] ? Reason{} : misfit(lowering);
}

Reason lower_nearest(Lowering& lowering) {
  if (Reason reason = check_types(lowering, 1); !reason.empty()) return reason;
  const std::vector<std::int32_t>& in = lowering.input(0).shape;
  const std::vector<std::int32_t>& out = lowering.output().shape;
  const bool fits = in.size() == 4 && out.size() == 4 && in[0] == out[0] && in[3] == out[3];
  return fits ? Reason{} : misfit(lowering);
}

Draft remap_call(const Graph& graph, const Operator& op, Move move) {
  const TensorId in = op.inputs[move.input_index];
  const std::size_t bytes = span_bytes(move.remapping);
  Draft draft;
  draft.call = move.remapping.op;
  draft.inputs = {{in, 0, graph.tensor(in).bytes()}};
  draft.outputs = {{op.outputs[move.output_index], move.output_offset, bytes}};
  draft.tables = std::move(move.remapping.tables);
  return draft;
}

}  // namespace ocellus::tools::lowering
