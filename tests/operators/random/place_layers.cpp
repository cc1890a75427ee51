#include <algorithm>
#include <numeric>

#include "tests/operators/random/layers.hpp"

namespace ocellus::random {
namespace {

TensorId list(Draft& d, const std::vector<std::int32_t>& values) {
  return d.constant({static_cast<std::int32_t>(values.size())}, values);
}

std::int32_t draw(Draft& d, std::int32_t low, std::int32_t high) {
  return static_cast<std::int32_t>(d.random().between(low, high));
}

}  // namespace

Outputs slice(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.empty()) return {};
  std::vector<std::int32_t> begin;
  std::vector<std::int32_t> size;
  Shape shape;
  for (const std::int32_t extent : in) {
    const std::int32_t from = d.random().chance(40) ? 0 : draw(d, 0, extent - 1);
    const bool rest = d.random().chance(40);
    shape.push_back(rest ? extent - from : draw(d, 1, extent - from));
    begin.push_back(from);
    size.push_back(rest ? -1 : shape.back());
  }
  const TensorId out = d.computed(shape, d.moved_quantization(x));
  d.add_operator(Code::kSlice, 2, {x, list(d, begin), list(d, size)}, {out},
                 schema::SliceOptionsT{});
  return {out};
}

Outputs strided_slice(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.empty()) return {};
  schema::StridedSliceOptionsT options;
  std::vector<std::int32_t> begins;
  std::vector<std::int32_t> ends;
  std::vector<std::int32_t> strides;
  Shape shape;
  for (std::size_t axis = 0; axis < in.size(); ++axis) {
    const std::int32_t extent = in[axis];
    const std::int32_t bit = 1 << axis;
    std::int32_t begin = draw(d, 0, extent - 1);
    if (d.random().chance(10) && shape.size() + 1 < in.size()) {  // one value, dimension gone
      options.shrink_axis_mask |= bit;
      begins.push_back(d.random().chance(70) ? begin : begin - extent);
      ends.push_back(begins.back() + 1);
      strides.push_back(1);
      continue;
    }
    const bool backwards = d.random().chance(15);
    const std::int32_t stride = (d.random().chance(60) ? 1 : draw(d, 2, 3)) * (backwards ? -1 : 1);
    if (d.random().chance(40)) {
      options.begin_mask |= bit;
      begin = backwards ? extent - 1 : 0;
    }
    // One behind the last, in the direction of the walk.
    std::int32_t end = backwards ? draw(d, -1, begin - 1) : draw(d, begin + 1, extent);
    if (end == -1 || d.random().chance(40)) {
      options.end_mask |= bit;
      end = backwards ? -1 : extent;
    }
    const std::int32_t span = backwards ? begin - end : end - begin;
    const std::int32_t step = backwards ? -stride : stride;
    shape.push_back((span + step - 1) / step);
    const bool masked_begin = (options.begin_mask & bit) != 0;
    const bool masked_end = (options.end_mask & bit) != 0;
    begins.push_back(masked_begin ? 0 : d.random().chance(70) ? begin : begin - extent);
    ends.push_back(masked_end ? 0 : end == extent || d.random().chance(70) ? end : end - extent);
    strides.push_back(stride);
  }
  if (shape.empty()) return {};
  const TensorId out = d.computed(shape, d.moved_quantization(x));
  d.add_operator(Code::kStridedSlice, 2, {x, list(d, begins), list(d, ends), list(d, strides)},
                 {out}, options);
  return {out};
}

Outputs transpose(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.empty()) return {};
  std::vector<std::int32_t> order(in.size());
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[static_cast<std::size_t>(draw(d, 0, static_cast<int>(i) - 1))]);
  }
  Shape shape;
  for (const std::int32_t axis : order) shape.push_back(in[static_cast<std::size_t>(axis)]);
  const TensorId out = d.computed(shape, d.moved_quantization(x));
  d.add_operator(Code::kTranspose, 2, {x, list(d, order)}, {out}, schema::TransposeOptionsT{});
  return {out};
}

Outputs gather(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.empty() || in.size() > 4) return {};
  const auto rank = static_cast<std::int32_t>(in.size());
  const std::int32_t axis = draw(d, 0, rank - 1);
  schema::GatherOptionsT options;
  options.axis = d.random().chance(80) ? axis : axis - rank;
  options.batch_dimensions = d.random().chance(85) ? 0 : draw(d, 0, axis);
  Shape numbers_shape(in.begin(), in.begin() + options.batch_dimensions);
  const std::int32_t most = std::min(5 - rank, 2);  // no more than four dimensions come out
  const std::int32_t more = d.random().chance(60) ? 1 : draw(d, 0, most);
  for (std::int32_t i = 0; i < more; ++i) numbers_shape.push_back(draw(d, 1, 6));
  if (numbers_shape.empty() && rank == 1) return {};
  std::vector<std::int32_t> numbers;
  for (std::int64_t i = elements(numbers_shape); i > 0; --i) {
    numbers.push_back(draw(d, 0, in[static_cast<std::size_t>(axis)] - 1));
  }
  Shape shape(in.begin(), in.begin() + axis);
  shape.insert(shape.end(), numbers_shape.begin() + options.batch_dimensions, numbers_shape.end());
  shape.insert(shape.end(), in.begin() + axis + 1, in.end());
  const TensorId out = d.computed(shape, d.moved_quantization(x));
  d.add_operator(Code::kGather, 2, {x, d.constant(numbers_shape, numbers)}, {out}, options);
  return {out};
}

Outputs space_to_depth(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.size() != 4) return {};
  std::int32_t block = draw(d, 2, 3);
  while (in[1] % block != 0 || in[2] % block != 0) --block;
  const TensorId out = d.computed({in[0], in[1] / block, in[2] / block, in[3] * block * block},
                                  d.moved_quantization(x));
  schema::SpaceToDepthOptionsT options;
  options.block = block;
  d.add_operator(Code::kSpaceToDepth, 2, {x}, {out}, options);
  return {out};
}

Outputs depth_to_space(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.size() != 4) return {};
  std::int32_t block = draw(d, 2, 3);
  while (in[3] % (block * block) != 0) --block;
  const TensorId out = d.computed({in[0], in[1] * block, in[2] * block, in[3] / block / block},
                                  d.moved_quantization(x));
  schema::DepthToSpaceOptionsT options;
  options.block = block;
  d.add_operator(Code::kDepthToSpace, 1, {x}, {out}, options);
  return {out};
}

// One block size for each spatial dimension: two of NHWC, one of N, height, channels.
Outputs batch_to_space_nd(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.size() != 3 && in.size() != 4) return {};
  Shape shape = in;
  std::vector<std::int32_t> blocks;
  std::vector<std::int32_t> crops;
  for (std::size_t axis = 1; axis + 1 < in.size(); ++axis) {
    std::int32_t block = draw(d, 1, 3);
    while (shape[0] % block != 0) --block;
    shape[0] /= block;
    shape[axis] *= block;
    blocks.push_back(block);
    const std::int32_t spare = std::min(shape[axis] - 1, 3);
    crops.push_back(d.random().chance(50) ? 0 : draw(d, 0, spare));
    crops.push_back(d.random().chance(50) ? 0 : draw(d, 0, spare - crops.back()));
    shape[axis] -= crops.back() + crops[crops.size() - 2];
  }
  const TensorId out = d.computed(shape, d.moved_quantization(x));
  const auto dimensions = static_cast<std::int32_t>(blocks.size());
  d.add_operator(Code::kBatchToSpaceNd, 2, {x, list(d, blocks), d.constant({dimensions, 2}, crops)},
                 {out}, schema::BatchToSpaceNDOptionsT{});
  return {out};
}

Outputs space_to_batch_nd(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.size() != 3 && in.size() != 4) return {};
  Shape shape = in;
  std::vector<std::int32_t> blocks;
  std::vector<std::int32_t> paddings;
  for (std::size_t axis = 1; axis + 1 < in.size(); ++axis) {
    const std::int32_t block = draw(d, 1, 3);
    const std::int32_t before = d.random().chance(50) ? 0 : draw(d, 0, 3);
    const std::int32_t uneven = (in[axis] + before) % block;
    const std::int32_t behind = uneven == 0 ? 0 : block - uneven;
    shape[0] *= block;
    shape[axis] = (in[axis] + before + behind) / block;
    blocks.push_back(block);
    paddings.insert(paddings.end(), {before, behind});
  }
  const TensorId out = d.computed(shape, d.moved_quantization(x));
  const auto dimensions = static_cast<std::int32_t>(blocks.size());
  d.add_operator(Code::kSpaceToBatchNd, 2,
                 {x, list(d, blocks), d.constant({dimensions, 2}, paddings)}, {out},
                 schema::SpaceToBatchNDOptionsT{});
  return {out};
}

}  // namespace ocellus::random
