// MEAN, SUM and REDUCE_MAX over any axes. Formulas: TensorFlow Lite Micro, EvalMeanHelper,
// EvalSumHelper and EvalMaxHelper; one path for every shape.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/fixed_point.hpp"
#include "runtime/kernels/operands.hpp"
#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// One nested loop over a tensor: how often, and how many elements from one round to the next.
struct Loop {
  std::int32_t count = 1;
  std::int32_t stride = 0;

  bool operator==(const Loop&) const = default;
};

enum class ReduceKind : std::uint8_t { kSum, kMax };

// The output, dense, has one element for each round of the `kept` loops over the input, outermost
// first; each is made of the elements that the `reduced` loops visit from there. Input and output
// do not overlap.
// kSum: (sum - offset) * multiplier, as multiply_by_quantized_multiplier, and the output's zero
// point; `offset` is the input's zero point times the elements added. A MEAN's multiplier holds
// the division, so it may be less than 2^30.
// kMax: the largest value as it is.
struct Reduce {
  static constexpr std::int32_t kLoops = 3;  // six dimensions, kept and reduced in turn

  ReduceKind kind = ReduceKind::kSum;
  Loop kept[kLoops];
  Loop reduced[kLoops];
  std::int32_t offset = 0;
  Multiplier multiplier;
  std::int32_t output_zero_point = 0;

  bool operator==(const Reduce&) const = default;
};

[[gnu::always_inline]] inline void run(const Reduce& op, const Operands& at) {
  // Neighbours in the output are worked on in blocks whose values the compiler can hold in vectors.
  constexpr std::int32_t kBlock = 64;
  const bool sum = op.kind == ReduceKind::kSum;
  const Loop inner = op.kept[2];
  std::int8_t* output = at.output(0);
  for (std::int32_t i = 0; i < op.kept[0].count; ++i) {
    for (std::int32_t j = 0; j < op.kept[1].count; ++j) {
      const std::int8_t* const row = at.input(0) + std::ptrdiff_t{i} * op.kept[0].stride +
                                     std::ptrdiff_t{j} * op.kept[1].stride;
      for (std::int32_t begin = 0; begin < inner.count; begin += kBlock) {
        const std::int32_t size = inner.count - begin < kBlock ? inner.count - begin : kBlock;
        const std::int8_t* const block = row + std::ptrdiff_t{begin} * inner.stride;
        std::int32_t values[kBlock];
        for (std::int32_t k = 0; k < size; ++k) {
          values[k] = sum ? -op.offset : -128;
        }
        for (std::int32_t a = 0; a < op.reduced[0].count; ++a) {
          for (std::int32_t b = 0; b < op.reduced[1].count; ++b) {
            for (std::int32_t c = 0; c < op.reduced[2].count; ++c) {
              const std::int8_t* const from = block + std::ptrdiff_t{a} * op.reduced[0].stride +
                                              std::ptrdiff_t{b} * op.reduced[1].stride +
                                              std::ptrdiff_t{c} * op.reduced[2].stride;
              for (std::int32_t k = 0; k < size; ++k) {
                const std::int32_t value = from[std::ptrdiff_t{k} * inner.stride];
                values[k] = sum ? values[k] + value : values[k] < value ? value : values[k];
              }
            }
          }
        }
        for (std::int32_t k = 0; k < size; ++k) {
          *output++ =
              sum ? offset_and_clamp(multiply_by_quantized_multiplier(
                                         values[k], op.multiplier.multiplier, op.multiplier.shift),
                                     op.output_zero_point, -128, 127)
                  : static_cast<std::int8_t>(values[k]);
        }
      }
    }
  }
}

}  // namespace ocellus::kernels
