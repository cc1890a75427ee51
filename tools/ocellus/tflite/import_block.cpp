// Operators that move blocks of pixels into channels or batches, and back.
#include <string>
#include <utility>

#include "schema_generated.h"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

constexpr std::int32_t kMostBlock = 4096;

// `flat` is the picture with fewer, `deep` the one with more channels.
Refusal import_channel_block(OperatorSource& source, Block kind, std::int32_t block,
                             const Tensor& flat, const Tensor& deep,
                             std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  if (block < 1 || block > kMostBlock) return "its block is " + std::to_string(block);
  if (flat.shape.size() != 4 || deep.shape.size() != 4 || flat.shape[0] != deep.shape[0] ||
      std::int64_t{deep.shape[1]} * block != flat.shape[1] ||
      std::int64_t{deep.shape[2]} * block != flat.shape[2] ||
      std::int64_t{flat.shape[3]} * block * block != deep.shape[3]) {
    return shapes_differ(input, output) + ", its block " + std::to_string(block);
  }
  made = BlockAttributes{kind, block};
  return {};
}

// `flat` is the tensor with fewer, `deep` the one with more batches.
Refusal import_batch_block(OperatorSource& source, BatchBlock kind, const Tensor& flat,
                           const Tensor& deep, std::optional<Attributes>& made) {
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  const std::size_t rank = input.shape.size();
  if ((rank != 3 && rank != 4) || output.shape.size() != rank) return shapes_differ(input, output);
  const std::size_t spatial = rank - 2;
  const auto blocks = constant_integers(source.input(1));
  const auto edges = constant_integers(source.input(2));
  if (!blocks || blocks->size() != spatial || !edges || edges->size() != 2 * spatial) {
    return "its block and edges are not constants of " + std::to_string(spatial) +
           " whole numbers and pairs";
  }
  BatchBlockAttributes attributes;
  attributes.kind = kind;
  std::int64_t batches = flat.shape[0];
  bool fits = flat.shape.back() == deep.shape.back();
  for (std::size_t i = 0; i < spatial; ++i) {
    const std::int64_t block = (*blocks)[i], before = (*edges)[2 * i], after = (*edges)[2 * i + 1];
    constexpr std::int64_t kMost = TensorReader::kMostElements;
    if (block < 1 || block > kMostBlock || before < 0 || after < 0 || before > kMost ||
        after > kMost) {
      return "its block is " + std::to_string(block) + " with " + std::to_string(before) +
             " before and " + std::to_string(after) + " after";
    }
    batches *= block;
    fits = fits && flat.shape[i + 1] + before + after == deep.shape[i + 1] * block;
    attributes.block.push_back(static_cast<std::int32_t>(block));
    attributes.before.push_back(static_cast<std::int32_t>(before));
    attributes.after.push_back(static_cast<std::int32_t>(after));
  }
  if (!fits || batches != deep.shape[0]) {
    return shapes_differ(input, output) + ", which its block does not lead to";
  }
  source.inputs.resize(1);
  made = std::move(attributes);
  return {};
}

}  // namespace

Refusal import_space_to_depth(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_SpaceToDepthOptions();
  if (options == nullptr) return "it has no options";
  return import_channel_block(source, Block::kSpaceToDepth, options->block(), source.input(0),
                              source.result(), made);
}
Refusal import_depth_to_space(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_DepthToSpaceOptions();
  if (options == nullptr) return "it has no options";
  return import_channel_block(source, Block::kDepthToSpace, options->block(), source.result(),
                              source.input(0), made);
}
Refusal import_space_to_batch_nd(OperatorSource& source, std::optional<Attributes>& made) {
  return import_batch_block(source, BatchBlock::kSpaceToBatch, source.input(0), source.result(),
                            made);
}
Refusal import_batch_to_space_nd(OperatorSource& source, std::optional<Attributes>& made) {
  return import_batch_block(source, BatchBlock::kBatchToSpace, source.result(), source.input(0),
                            made);
}

}  // namespace ocellus::tools
