// ADD, the specification in code: every other kernel computes these bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/fixed_point.hpp"
#include "runtime/kernels/band.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/requantize_integer.hpp"

namespace ocellus::kernels {

// `output` may be `first` or `second`.
[[gnu::always_inline]] inline void add_s8__scalar(const Add& op, const std::int8_t* first,
                                                  const std::int8_t* second, std::int8_t* output) {
  for (std::size_t i = 0; i < op.size; ++i) {
    const std::int32_t a =
        multiply_by_quantized_multiplier((first[i] - op.first_zero_point) * (1 << Add::kLeftShift),
                                         op.first.multiplier, op.first.shift);
    const std::int32_t b = multiply_by_quantized_multiplier(
        (second[i] - op.second_zero_point) * (1 << Add::kLeftShift), op.second.multiplier,
        op.second.shift);
    // Unsigned, because sums wrap.
    const std::uint32_t sum = static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b);
    output[i] = requantize_integer(static_cast<std::int32_t>(sum), op.sum, op.quantized);
  }
}

// The same with every parameter a compile-time constant.
template <Add kOp>
[[gnu::noinline]] void add_s8__scalar(const std::int8_t* first, const std::int8_t* second,
                                      std::int8_t* output) {
  add_s8__scalar(kOp, first, second, output);
}

// A band of it.
template <Add kOp>
[[gnu::noinline]] void add_s8__scalar(const std::int8_t* first, const std::int8_t* second,
                                      std::int8_t* output, Band band) {
  Add op = kOp;
  op.size = static_cast<std::uint32_t>(band.size());
  add_s8__scalar(op, first + band.begin, second + band.begin, output + band.begin);
}

}  // namespace ocellus::kernels
