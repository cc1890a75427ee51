// Between reals and integers, and between two quantizations.
#include <cmath>

#include "tests/operators/textbook/fixed_point.hpp"
#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {

void quantize(const Operation& o) {
  const Tensor& input = o.input(0);
  Tensor& output = o.output();
  if (input.type == ElementType::Float32) {
    for (std::int64_t i = 0; i < input.size(); ++i) {
      const auto steps = static_cast<std::int64_t>(std::round(input.real(i) / output.scale()));
      output.set_integer(i, clamp(steps + output.zero_point(), output.lowest(), output.highest()));
    }
    return;
  }
  const Multiplier by =
      multiplier(static_cast<double>(input.scale()) / static_cast<double>(output.scale()));
  for (std::int64_t i = 0; i < input.size(); ++i) {
    const std::int64_t value = scaled(input.integer(i) - input.zero_point(), by);
    output.set_integer(i, clamp(value + output.zero_point(), output.lowest(), output.highest()));
  }
}

// The product is computed in double and rounded to float once.
void dequantize(const Operation& o) {
  const Tensor& input = o.input(0);
  for (std::int64_t i = 0; i < input.size(); ++i) {
    const auto steps = static_cast<double>(input.integer(i) - input.zero_point());
    o.output().set_real(i, static_cast<float>(static_cast<double>(input.scale()) * steps));
  }
}

}  // namespace ocellus::textbook
