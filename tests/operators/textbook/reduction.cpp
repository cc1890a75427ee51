// Many values to one, along some dimensions.
#include <algorithm>
#include <bit>

#include "tests/operators/textbook/fixed_point.hpp"
#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {
namespace {

std::vector<bool> reduced_axes(const Operation& o) {
  std::vector<bool> reduced(o.input(0).rank(), false);
  const Tensor& axes = o.input(1);
  for (std::int64_t i = 0; i < axes.size(); ++i) {
    reduced[static_cast<std::size_t>(positive_axis(axes.integer(i), reduced.size()))] = true;
  }
  return reduced;
}

// The values that end in each value of the output. Whether the reduced dimensions stay as 1 or go
// does not change the order.
std::vector<std::vector<std::int64_t>> gathered(const Operation& o) {
  const Tensor& input = o.input(0);
  const std::vector<bool> reduced = reduced_axes(o);
  std::vector<std::vector<std::int64_t>> groups(static_cast<std::size_t>(o.output().size()));
  for_each_place(input.shape, [&](const Index& at) {
    std::int64_t group = 0;
    for (std::size_t axis = 0; axis < at.size(); ++axis) {
      if (!reduced[axis]) group = group * input.shape[axis] + at[axis];
    }
    groups.at(static_cast<std::size_t>(group)).push_back(input.integer(at));
  });
  return groups;
}

void write_sums(const Operation& o, const Multiplier& by) {
  const auto groups = gathered(o);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    std::int64_t sum = 0;
    for (const std::int64_t value : groups[i]) sum += value - o.input(0).zero_point();
    o.output().set_integer(static_cast<std::int64_t>(i),
                           clamp(scaled(sum, by) + o.output().zero_point(), -128, 127));
  }
}

Multiplier quotient_of_scales(const Operation& o) {
  return multiplier(static_cast<double>(o.input(0).scale()) /
                    static_cast<double>(o.output().scale()));
}

}  // namespace

// The division by the count goes into the multiplier: its mantissa is divided, cut off, after a
// shift that keeps its precision.
void mean(const Operation& o) {
  Multiplier by = quotient_of_scales(o);
  const std::int64_t count = o.input(0).size() / o.output().size();
  int shift = 63 - std::countl_zero(static_cast<std::uint64_t>(count));
  shift = std::min({shift, 32, 31 + by.exponent});
  by.mantissa = (by.mantissa << shift) / count;
  by.exponent -= shift;
  write_sums(o, by);
}

void sum(const Operation& o) { write_sums(o, quotient_of_scales(o)); }

// Input and output share one quantization.
void reduce_max(const Operation& o) {
  const auto groups = gathered(o);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    o.output().set_integer(static_cast<std::int64_t>(i), *std::ranges::max_element(groups[i]));
  }
}

// Where the greatest value lies along one dimension; the first of several.
void arg_max(const Operation& o) {
  const auto groups = gathered(o);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    o.output().set_integer(static_cast<std::int64_t>(i),
                           std::ranges::max_element(groups[i]) - groups[i].begin());
  }
}

}  // namespace ocellus::textbook
