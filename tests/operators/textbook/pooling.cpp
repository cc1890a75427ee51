// Windows over height and width. Input and output share one quantization.
#include <algorithm>
#include <functional>
#include <vector>

#include "tests/operators/textbook/fixed_point.hpp"
#include "tests/operators/textbook/operators.hpp"
#include "tests/operators/textbook/window.hpp"

namespace ocellus::textbook {
namespace {

// `summary` sees the values of a window that lie inside the input.
void pool(const Operation& o,
          const std::function<std::int64_t(const std::vector<std::int64_t>&)>& summary) {
  const schema::Pool2DOptionsT& options = *o.op.options.AsPool2DOptions();
  const Tensor& input = o.input(0);
  const std::int64_t top =
      rows_before(options.padding, input.dimension(1), options.height, options.stride_y, 1);
  const std::int64_t left =
      rows_before(options.padding, input.dimension(2), options.width, options.stride_x, 1);
  const Range range = activation_range(options.activation, o.output());
  for_each_place(o.output().shape, [&](const Index& at) {
    std::vector<std::int64_t> values;
    for_each_place({options.height, options.width}, [&](const Index& k) {
      const std::int64_t y = at[1] * options.stride_y - top + k[0];
      const std::int64_t x = at[2] * options.stride_x - left + k[1];
      if (y < 0 || y >= input.dimension(1) || x < 0 || x >= input.dimension(2)) return;
      values.push_back(input.integer({at[0], y, x, at[3]}));
    });
    o.output().set_integer(at, clamp(summary(values), range.low, range.high));
  });
}

}  // namespace

// The mean of the quantized values, a half away from zero.
void average_pool_2d(const Operation& o) {
  pool(o, [](const std::vector<std::int64_t>& values) {
    const auto count = static_cast<std::int64_t>(values.size());
    std::int64_t sum = 0;
    for (const std::int64_t value : values) sum += value;
    return (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
  });
}

void max_pool_2d(const Operation& o) {
  pool(o,
       [](const std::vector<std::int64_t>& values) { return *std::ranges::max_element(values); });
}

}  // namespace ocellus::textbook
