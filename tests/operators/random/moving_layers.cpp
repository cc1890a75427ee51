#include <algorithm>

#include "tests/operators/random/layers.hpp"

namespace ocellus::random {
namespace {

std::size_t any_axis(Draft& d, std::size_t rank) {
  if (d.random().chance(50)) return rank - 1;
  return static_cast<std::size_t>(d.random().between(0, static_cast<std::int64_t>(rank) - 1));
}

// As the file may write it.
std::int32_t written(Draft& d, std::size_t axis, std::size_t rank) {
  const auto number = static_cast<std::int32_t>(axis);
  return d.random().chance(80) ? number : number - static_cast<std::int32_t>(rank);
}

TensorId scalar(Draft& d, std::int32_t value) {
  return d.constant({}, std::vector<std::int32_t>{value});
}

}  // namespace

Outputs concatenation(Draft& d, TensorId x) {
  Shape shape = d.shape(x);
  if (shape.empty()) return {};
  const std::size_t axis = any_axis(d, shape.size());
  std::vector<TensorId> parts{x};
  const std::int64_t more = d.random().between(1, 3);
  for (std::int64_t i = 0; i < more; ++i) {
    Shape other = d.shape(x);
    other[axis] = static_cast<std::int32_t>(d.random().between(1, 8));
    if (d.random().chance(10)) {
      parts.push_back(x);
    } else if (d.random().chance(20)) {
      parts.push_back(d.constant(other, d.quantization(x), d.values(elements(other))));
    } else {
      parts.push_back(d.input(other, d.quantization(x)));
    }
  }
  if (d.random().chance(40)) std::ranges::reverse(parts);
  shape[axis] = 0;
  for (const TensorId part : parts) shape[axis] += d.shape(part)[axis];
  const TensorId out = d.computed(shape, d.quantization(x));
  schema::ConcatenationOptionsT options;
  options.axis = written(d, axis, shape.size());
  d.add_operator(Code::kConcatenation, 2, parts, {out}, options);
  return {out};
}

Outputs split(Draft& d, TensorId x) {
  Shape shape = d.shape(x);
  if (shape.empty()) return {};
  const std::size_t axis = any_axis(d, shape.size());
  std::int32_t parts = static_cast<std::int32_t>(d.random().between(2, 4));
  while (shape[axis] % parts != 0) --parts;
  shape[axis] /= parts;
  Outputs outputs;
  for (std::int32_t i = 0; i < parts; ++i)
    outputs.push_back(d.computed(shape, d.moved_quantization(x)));
  schema::SplitOptionsT options;
  options.parts = parts;
  d.add_operator(Code::kSplit, 2, {scalar(d, written(d, axis, shape.size())), x}, outputs, options);
  return outputs;
}

Outputs split_v(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  if (in.empty()) return {};
  const std::size_t axis = any_axis(d, in.size());
  std::vector<std::int32_t> sizes;
  for (std::int32_t left = in[axis]; left > 0; left -= sizes.back()) {
    sizes.push_back(sizes.size() == 3 ? left
                                      : static_cast<std::int32_t>(d.random().between(1, left)));
  }
  Outputs outputs;
  for (const std::int32_t size : sizes) {
    Shape shape = in;
    shape[axis] = size;
    outputs.push_back(d.computed(shape, d.moved_quantization(x)));
  }
  schema::SplitVOptionsT options;
  options.parts = static_cast<std::int32_t>(sizes.size());
  const TensorId lengths = d.constant({options.parts}, sizes);
  d.add_operator(Code::kSplitV, 2, {x, lengths, scalar(d, written(d, axis, in.size()))}, outputs,
                 options);
  return outputs;
}

Outputs pack(Draft& d, TensorId x) {
  Shape shape = d.shape(x);
  if (shape.size() > 3) return {};
  const std::size_t axis = any_axis(d, shape.size() + 1);
  std::vector<TensorId> parts{x};
  const std::int64_t more = d.random().between(0, 3);
  for (std::int64_t i = 0; i < more; ++i) {
    parts.push_back(d.random().chance(20)
                        ? d.constant(shape, d.quantization(x), d.values(elements(shape)))
                        : d.input(shape, d.quantization(x)));
  }
  schema::PackOptionsT options;
  options.parts = static_cast<std::int32_t>(parts.size());
  options.axis = written(d, axis, shape.size() + 1);
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), options.parts);
  const TensorId out = d.computed(shape, d.quantization(x));
  d.add_operator(Code::kPack, 2, parts, {out}, options);
  return {out};
}

Outputs unpack(Draft& d, TensorId x) {
  Shape shape = d.shape(x);
  if (shape.size() < 2) return {};
  const std::size_t axis = any_axis(d, shape.size());
  schema::UnpackOptionsT options;
  options.axis = written(d, axis, shape.size());
  options.parts = shape[axis];
  if (options.parts > 8) return {};
  shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  Outputs outputs;
  for (std::int32_t i = 0; i < options.parts; ++i) {
    outputs.push_back(d.computed(shape, d.moved_quantization(x)));
  }
  d.add_operator(Code::kUnpack, 2, {x}, outputs, options);
  return outputs;
}

// The new shape stands in the options, and mostly in a second input, where -1 may stand for one
// dimension.
Outputs reshape(Draft& d, TensorId x) {
  const auto count = static_cast<std::int32_t>(elements(d.shape(x)));
  Shape shape;
  std::int32_t left = count;
  const std::int64_t rank = d.random().between(1, 4);
  for (std::int64_t i = 1; i < rank; ++i) {
    auto extent = static_cast<std::int32_t>(d.random().between(1, std::min(left, 12)));
    while (left % extent != 0) --extent;
    shape.push_back(extent);
    left /= extent;
  }
  shape.push_back(left);
  const TensorId out = d.computed(shape, d.moved_quantization(x));
  schema::ReshapeOptionsT options;
  options.shape = shape;
  if (d.random().chance(50)) {
    options.shape[static_cast<std::size_t>(d.random().between(0, rank - 1))] = -1;
  }
  std::vector<TensorId> inputs{x};
  if (d.random().chance(80)) {
    inputs.push_back(d.constant({static_cast<std::int32_t>(shape.size())}, options.shape));
  }
  d.add_operator(Code::kReshape, 1, inputs, {out}, options);
  return {out};
}

Outputs squeeze(Draft& d, TensorId x) {
  const Shape in = d.shape(x);
  schema::SqueezeOptionsT options;
  const bool all = d.random().chance(30);  // no list: every dimension of 1
  Shape shape;
  for (std::size_t axis = 0; axis < in.size(); ++axis) {
    if (in[axis] == 1 && (all || d.random().chance(70))) {
      if (!all) options.dimensions.push_back(written(d, axis, in.size()));
    } else {
      shape.push_back(in[axis]);
    }
  }
  if (shape.size() == in.size() || shape.empty()) return {};
  const TensorId out = d.computed(shape, d.moved_quantization(x));
  d.add_operator(Code::kSqueeze, 1, {x}, {out}, options);
  return {out};
}

Outputs expand_dims(Draft& d, TensorId x) {
  Shape shape = d.shape(x);
  if (shape.size() > 3) return {};
  const std::size_t axis = any_axis(d, shape.size() + 1);
  const std::int32_t number = written(d, axis, shape.size() + 1);
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), 1);
  const TensorId out = d.computed(shape, d.moved_quantization(x));
  d.add_operator(Code::kExpandDims, 1, {x, scalar(d, number)}, {out}, schema::ExpandDimsOptionsT{});
  return {out};
}

}  // namespace ocellus::random
