// Values of one tensor in another order, or some of them. Input and output share one quantization.
#include <algorithm>

#include "tests/operators/textbook/fixed_point.hpp"
#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {

// Inputs: the tensor, where to begin, how much to take (the output's shape says the same).
void slice(const Operation& o) {
  for_each_place(o.output().shape, [&](const Index& at) {
    Index from = at;
    for (std::size_t axis = 0; axis < at.size(); ++axis) {
      from[axis] += o.input(1).integer(static_cast<std::int64_t>(axis));
    }
    o.output().copy_element(at, o.input(0), from);
  });
}

// Inputs: the tensor, begin, end (the output's shape says as much), stride. A begin below zero
// counts from the end; a bit in the begin mask means from the first, or the last when walking
// backwards. Dimensions in the shrink mask hold one value and are left out of the output.
void strided_slice(const Operation& o) {
  const Tensor& input = o.input(0);
  const schema::StridedSliceOptionsT& options = *o.op.options.AsStridedSliceOptions();
  for_each_place(o.output().shape, [&](const Index& at) {
    Index from(input.rank());
    std::size_t taken = 0;
    for (std::size_t axis = 0; axis < input.rank(); ++axis) {
      const std::int64_t extent = input.shape[axis];
      const std::int64_t stride = o.input(3).integer(static_cast<std::int64_t>(axis));
      std::int64_t begin = o.input(1).integer(static_cast<std::int64_t>(axis));
      if (begin < 0) begin += extent;
      begin = stride > 0 ? clamp(begin, 0, extent) : clamp(begin, -1, extent - 1);
      if ((options.begin_mask >> axis & 1) != 0) begin = stride > 0 ? 0 : extent - 1;
      const bool shrunk = (options.shrink_axis_mask >> axis & 1) != 0;
      from[axis] = begin + (shrunk ? 0 : at[taken++] * stride);
    }
    o.output().copy_element(at, input, from);
  });
}

// Along `axis`, the slices with the given numbers. The first `batch_dimensions` dimensions are
// those of both the tensor and the numbers.
void gather(const Operation& o) {
  const Tensor& input = o.input(0);
  const Tensor& numbers = o.input(1);
  const schema::GatherOptionsT& options = *o.op.options.AsGatherOptions();
  const std::int64_t axis = positive_axis(options.axis, input.rank());
  const std::int64_t batch = positive_axis(options.batch_dimensions, numbers.rank());
  const auto chosen = static_cast<std::int64_t>(numbers.rank()) - batch;
  for_each_place(o.output().shape, [&](const Index& at) {
    Index number(at.begin(), at.begin() + batch);
    number.insert(number.end(), at.begin() + axis, at.begin() + axis + chosen);
    Index from(at.begin(), at.begin() + axis);
    from.push_back(numbers.integer(number));
    from.insert(from.end(), at.begin() + axis + chosen, at.end());
    o.output().copy_element(at, input, from);
  });
}

void transpose(const Operation& o) {
  for_each_place(o.output().shape, [&](const Index& at) {
    Index from(at.size());
    for (std::size_t axis = 0; axis < at.size(); ++axis) {
      const auto source = o.input(1).integer(static_cast<std::int64_t>(axis));
      from[static_cast<std::size_t>(source)] = at[axis];
    }
    o.output().copy_element(at, o.input(0), from);
  });
}

void reshape(const Operation& o) { o.output().bytes = o.input(0).bytes; }

}  // namespace ocellus::textbook
