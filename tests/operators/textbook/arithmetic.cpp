// Two tensors, value by value. Where a dimension is 1, or missing in front, it is repeated.
#include <algorithm>
#include <functional>

#include "tests/operators/textbook/fixed_point.hpp"
#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {
namespace {

std::int64_t repeated(const Tensor& tensor, const Index& at) {
  Index place(tensor.rank());
  const std::size_t missing = at.size() - tensor.rank();
  for (std::size_t axis = 0; axis < tensor.rank(); ++axis) {
    place[axis] = tensor.shape[axis] == 1 ? 0 : at[missing + axis];
  }
  return tensor.integer(place);
}

void for_each_pair(const Operation& o,
                   const std::function<std::int64_t(std::int64_t, std::int64_t)>& combine) {
  for_each_place(o.output().shape, [&](const Index& at) {
    o.output().set_integer(at, combine(repeated(o.input(0), at), repeated(o.input(1), at)));
  });
}

// Both inputs are brought to twice the larger of their scales, with 20 bits below the point.
constexpr int kBelowPoint = 20;

struct SumScales {
  Multiplier first;
  Multiplier second;
  Multiplier output;
};

void add_scaled(const Operation& o, const SumScales& scales, int sign,
                schema::FusedActivation activation) {
  const Range range = activation_range(activation, o.output());
  for_each_pair(o, [&](std::int64_t a, std::int64_t b) {
    const std::int64_t first =
        scaled((a - o.input(0).zero_point()) * (1 << kBelowPoint), scales.first);
    const std::int64_t second =
        scaled((b - o.input(1).zero_point()) * (1 << kBelowPoint), scales.second);
    return clamp(scaled(first + sign * second, scales.output) + o.output().zero_point(), range.low,
                 range.high);
  });
}

}  // namespace

void add(const Operation& o) {
  const double first = o.input(0).scale();
  const double second = o.input(1).scale();
  const double common = 2.0 * std::max(first, second);
  const double output = common / ((1 << kBelowPoint) * static_cast<double>(o.output().scale()));
  add_scaled(o, {multiplier(first / common), multiplier(second / common), multiplier(output)}, 1,
             o.op.options.AsAddOptions()->activation);
}

// As ADD, but the reference computes the scales in float.
void sub(const Operation& o) {
  const float first = o.input(0).scale();
  const float second = o.input(1).scale();
  const float common = 2.0F * std::max(first, second);
  const float output = common / (static_cast<float>(1 << kBelowPoint) * o.output().scale());
  add_scaled(o, {multiplier(first / common), multiplier(second / common), multiplier(output)}, -1,
             o.op.options.AsSubOptions()->activation);
}

void mul(const Operation& o) {
  const double scale = static_cast<double>(o.input(0).scale()) *
                       static_cast<double>(o.input(1).scale()) /
                       static_cast<double>(o.output().scale());
  const Range range = activation_range(o.op.options.AsMulOptions()->activation, o.output());
  for_each_pair(o, [&](std::int64_t a, std::int64_t b) {
    const std::int64_t product = (a - o.input(0).zero_point()) * (b - o.input(1).zero_point());
    return clamp(scaled(product, multiplier(scale)) + o.output().zero_point(), range.low,
                 range.high);
  });
}

// Inputs and output share one quantization, so the quantized values compare as the reals do.
void maximum(const Operation& o) {
  for_each_pair(o, [](std::int64_t a, std::int64_t b) { return std::max(a, b); });
}

void minimum(const Operation& o) {
  for_each_pair(o, [](std::int64_t a, std::int64_t b) { return std::min(a, b); });
}

void prelu(const Operation& o) {
  const double in = o.input(0).scale();
  const double slope = o.input(1).scale();
  const double out = o.output().scale();
  const Multiplier positive = multiplier(in / out);
  const Multiplier negative = multiplier(in * slope / out);
  for_each_pair(o, [&](std::int64_t a, std::int64_t b) {
    const std::int64_t value = a - o.input(0).zero_point();
    const std::int64_t result = value >= 0
                                    ? scaled(value, positive)
                                    : scaled(value * (b - o.input(1).zero_point()), negative);
    return clamp(result + o.output().zero_point(), o.output().lowest(), o.output().highest());
  });
}

}  // namespace ocellus::textbook
