// Operators that move values without changing them.
#include <algorithm>
#include <string>
#include <utility>

#include "tools/ocellus/tflite/export_operators.hpp"

namespace ocellus::tools {
namespace {

// "begin, end" of each dimension, as the format writes amounts of padding and cropping.
std::vector<std::int32_t> pairs(const std::vector<std::int32_t>& before,
                                const std::vector<std::int32_t>& after) {
  std::vector<std::int32_t> amounts;
  for (std::size_t i = 0; i < before.size(); ++i) {
    amounts.push_back(before[i]);
    amounts.push_back(after[i]);
  }
  return amounts;
}

TensorId write_pairs(FileWriter& file, std::string name, const std::vector<std::int32_t>& before,
                     const std::vector<std::int32_t>& after) {
  return file.write_integers(std::move(name), {static_cast<std::int32_t>(before.size()), 2},
                             pairs(before, after));
}

}  // namespace

void write(FileWriter& file, const Operator& op, const ReshapeAttributes&) {
  const Tensor& output = file.output(op);
  if (output.shape.empty()) {  // a list of no numbers cannot be a constant
    return file.write_operator(Builtin::kSqueeze, 1, {op.inputs[0]}, op.outputs,
                               schema::Options::SqueezeOptions,
                               schema::CreateSqueezeOptions(file.builder()).Union());
  }
  const TensorId shape = file.write_integers(output.name + "/shape", output.shape);
  const auto options =
      schema::CreateReshapeOptions(file.builder(), file.builder().CreateVector(output.shape));
  file.write_operator(Builtin::kReshape, 1, {op.inputs[0], shape}, op.outputs,
                      schema::Options::ReshapeOptions, options.Union());
}

void write_pad(FileWriter& file, TensorId input, TensorId output, const PadAttributes& pad) {
  const TensorId amounts =
      write_pairs(file, file.tensor(input).name + "/paddings", pad.before, pad.after);
  const bool int8 = file.tensor(input).type == DataType::kInt8;
  file.write_operator(Builtin::kPad, int8 ? 2 : 1, {input, amounts}, {output},
                      schema::Options::PadOptions,
                      schema::CreatePadOptions(file.builder()).Union());
}

void write(FileWriter& file, const Operator& op, const PadAttributes& pad) {
  if (pad.mode == PadMode::kZero) return write_pad(file, op.inputs[0], op.outputs[0], pad);
  const TensorId amounts =
      write_pairs(file, file.input(op).name + "/paddings", pad.before, pad.after);
  if (pad.mode == PadMode::kValue) {
    return file.write_operator(
        Builtin::kPadV2, file.int8_version(op), {op.inputs[0], amounts, op.inputs[1]}, op.outputs,
        schema::Options::PadV2Options, schema::CreatePadV2Options(file.builder()).Union());
  }
  const schema::MirrorMode mode =
      pad.mode == PadMode::kReflect ? schema::MirrorMode::Reflect : schema::MirrorMode::Symmetric;
  file.write_operator(Builtin::kMirrorPad, file.int8_version(op), {op.inputs[0], amounts},
                      op.outputs, schema::Options::MirrorPadOptions,
                      schema::CreateMirrorPadOptions(file.builder(), mode).Union());
}

void write(FileWriter& file, const Operator& op, const ConcatenationAttributes& concatenation) {
  const auto options = schema::CreateConcatenationOptions(file.builder(), concatenation.axis);
  file.write_operator(Builtin::kConcatenation, file.int8_version(op), op.inputs, op.outputs,
                      schema::Options::ConcatenationOptions, options.Union());
}

// SPLIT_V, which says the sizes.
void write(FileWriter& file, const Operator& op, const SplitAttributes& split) {
  std::vector<std::int32_t> sizes;
  for (const TensorId id : op.outputs) {
    sizes.push_back(file.tensor(id).shape[static_cast<std::size_t>(split.axis)]);
  }
  const TensorId lengths = file.write_integers(file.input(op).name + "/sizes", sizes);
  const TensorId axis = file.write_integers(file.input(op).name + "/axis", {}, {split.axis});
  const auto options =
      schema::CreateSplitVOptions(file.builder(), static_cast<std::int32_t>(op.outputs.size()));
  file.write_operator(Builtin::kSplitV, file.int8_version(op), {op.inputs[0], lengths, axis},
                      op.outputs, schema::Options::SplitVOptions, options.Union());
}

void write(FileWriter& file, const Operator& op, const SliceAttributes& slice) {
  const std::vector<std::int32_t>& made = file.output(op).shape;
  std::vector<std::int32_t> begin, end, stride;
  std::int32_t end_mask = 0, new_axis_mask = 0, shrink_axis_mask = 0;
  std::size_t next = 0;  // of `made`
  const auto entry = [&](std::int32_t from, std::int32_t to, std::int32_t step) {
    begin.push_back(from);
    end.push_back(to);
    stride.push_back(step);
    return 1 << (begin.size() - 1);
  };
  const auto new_axis = [&] {
    new_axis_mask |= entry(0, 1, 1);
    ++next;
  };
  for (std::size_t i = 0; i < slice.count.size(); ++i) {
    const bool stays = next < made.size() && made[next] == slice.count[i];
    if (!stays && slice.count[i] == 1) {
      shrink_axis_mask |= entry(slice.begin[i], slice.begin[i] + 1, 1);
      continue;
    }
    while (next < made.size() && made[next] != slice.count[i]) new_axis();
    const std::int32_t to = slice.begin[i] + slice.count[i] * slice.stride[i];
    const std::int32_t bit = entry(slice.begin[i], std::max(to, 0), slice.stride[i]);
    if (to < 0) end_mask |= bit;  // a negative end would count from the back
    ++next;
  }
  while (next < made.size()) new_axis();
  const std::string& name = file.output(op).name;
  const std::vector<TensorId> inputs = {op.inputs[0], file.write_integers(name + "/begin", begin),
                                        file.write_integers(name + "/end", end),
                                        file.write_integers(name + "/strides", stride)};
  const auto options = schema::CreateStridedSliceOptions(file.builder(), 0, end_mask, 0,
                                                         new_axis_mask, shrink_axis_mask);
  file.write_operator(Builtin::kStridedSlice, file.int8_version(op), inputs, op.outputs,
                      schema::Options::StridedSliceOptions, options.Union());
}

void write(FileWriter& file, const Operator& op, const TransposeAttributes& transpose) {
  const TensorId permutation =
      file.write_integers(file.output(op).name + "/permutation", transpose.permutation);
  file.write_operator(Builtin::kTranspose, file.int8_version(op), {op.inputs[0], permutation},
                      op.outputs, schema::Options::TransposeOptions,
                      schema::CreateTransposeOptions(file.builder()).Union());
}

void write(FileWriter& file, const Operator& op, const PackAttributes& pack) {
  const auto options = schema::CreatePackOptions(
      file.builder(), static_cast<std::int32_t>(op.inputs.size()), pack.axis);
  file.write_operator(Builtin::kPack, file.int8_version(op), op.inputs, op.outputs,
                      schema::Options::PackOptions, options.Union());
}

void write(FileWriter& file, const Operator& op, const UnpackAttributes& unpack) {
  const auto options = schema::CreateUnpackOptions(
      file.builder(), static_cast<std::int32_t>(op.outputs.size()), unpack.axis);
  file.write_operator(Builtin::kUnpack, file.int8_version(op), op.inputs, op.outputs,
                      schema::Options::UnpackOptions, options.Union());
}

void write(FileWriter& file, const Operator& op, const GatherAttributes& gather) {
  const TensorId indices =
      file.write_integers(file.output(op).name + "/indices", gather.index_shape, gather.indices);
  const auto options =
      schema::CreateGatherOptions(file.builder(), gather.axis, gather.batch_dimensions);
  file.write_operator(Builtin::kGather, gather.batch_dimensions != 0 ? 5 : file.int8_version(op),
                      {op.inputs[0], indices}, op.outputs, schema::Options::GatherOptions,
                      options.Union());
}

void write(FileWriter& file, const Operator& op, const BlockAttributes& block) {
  if (block.kind == Block::kSpaceToDepth) {
    file.write_operator(Builtin::kSpaceToDepth, file.int8_version(op), op.inputs, op.outputs,
                        schema::Options::SpaceToDepthOptions,
                        schema::CreateSpaceToDepthOptions(file.builder(), block.size).Union());
  } else {
    file.write_operator(Builtin::kDepthToSpace, file.int8_version(op), op.inputs, op.outputs,
                        schema::Options::DepthToSpaceOptions,
                        schema::CreateDepthToSpaceOptions(file.builder(), block.size).Union());
  }
}

void write(FileWriter& file, const Operator& op, const BatchBlockAttributes& block) {
  const std::string& name = file.output(op).name;
  const TensorId sizes = file.write_integers(name + "/block", block.block);
  const std::vector<TensorId> inputs = {
      op.inputs[0], sizes, write_pairs(file, name + "/edges", block.before, block.after)};
  if (block.kind == BatchBlock::kSpaceToBatch) {
    file.write_operator(Builtin::kSpaceToBatchNd, file.int8_version(op), inputs, op.outputs,
                        schema::Options::SpaceToBatchNDOptions,
                        schema::CreateSpaceToBatchNDOptions(file.builder()).Union());
  } else {
    file.write_operator(Builtin::kBatchToSpaceNd, file.int8_version(op), inputs, op.outputs,
                        schema::Options::BatchToSpaceNDOptions,
                        schema::CreateBatchToSpaceNDOptions(file.builder()).Union());
  }
}

}  // namespace ocellus::tools
