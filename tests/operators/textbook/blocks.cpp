// Squares of height and width that become channels or batches, and back. NHWC; the two ...ND
// operators also work on N, height, channels.
#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {

void space_to_depth(const Operation& o) {
  const std::int64_t block = o.op.options.AsSpaceToDepthOptions()->block;
  const std::int64_t channels = o.input(0).dimension(3);
  for_each_place(o.input(0).shape, [&](const Index& from) {
    const std::int64_t in_block = from[1] % block * block + from[2] % block;
    o.output().copy_element(
        {from[0], from[1] / block, from[2] / block, in_block * channels + from[3]}, o.input(0),
        from);
  });
}

void depth_to_space(const Operation& o) {
  const std::int64_t block = o.op.options.AsDepthToSpaceOptions()->block;
  const std::int64_t channels = o.output().dimension(3);
  for_each_place(o.output().shape, [&](const Index& at) {
    const std::int64_t in_block = at[1] % block * block + at[2] % block;
    o.output().copy_element(at, o.input(0),
                            {at[0], at[1] / block, at[2] / block, in_block * channels + at[3]});
  });
}

namespace {

// The tensor with the blocks in its batches, in which the value at `whole` of the other tensor
// lies: the block's place is the slow part of the batch number. `before` is what was padded or
// cropped.
Index in_blocks(const Index& whole, const Tensor& block, const Tensor& before,
                std::int64_t batches) {
  Index at = whole;
  std::int64_t place = 0;
  for (std::int64_t axis = 0; axis < block.size(); ++axis) {
    const auto dimension = static_cast<std::size_t>(axis + 1);
    const std::int64_t x = whole[dimension] + before.integer(2 * axis);
    place = place * block.integer(axis) + x % block.integer(axis);
    at[dimension] = x / block.integer(axis);
  }
  at[0] = place * batches + whole[0];
  return at;
}

}  // namespace

// Inputs: the tensor, the block's sizes, the crops.
void batch_to_space_nd(const Operation& o) {
  for_each_place(o.output().shape, [&](const Index& at) {
    o.output().copy_element(at, o.input(0),
                            in_blocks(at, o.input(1), o.input(2), o.output().dimension(0)));
  });
}

// Inputs: the tensor, the block's sizes, the paddings. The frame is filled with the output's zero
// point, as TensorFlow Lite does. The Micro kernel never sets the value it fills with: it is
// whatever the memory held, and no answer to compare with unless the zero point is 0 as well.
void space_to_batch_nd(const Operation& o) {
  const Tensor& to = o.output();
  const std::int64_t frame = to.zero_points.empty() ? 0 : to.zero_point();
  for (std::int64_t i = 0; i < to.size(); ++i) o.output().set_integer(i, frame);
  for_each_place(o.input(0).shape, [&](const Index& from) {
    o.output().copy_element(in_blocks(from, o.input(1), o.input(2), o.input(0).dimension(0)),
                            o.input(0), from);
  });
}

}  // namespace ocellus::textbook
