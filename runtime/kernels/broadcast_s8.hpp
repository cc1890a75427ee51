// ADD, SUB, MUL, MAXIMUM, MINIMUM and PRELU of two int8 tensors whose shapes broadcast.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/fixed_point.hpp"
#include "runtime/kernels/operands.hpp"
#include "runtime/kernels/operators.hpp"

namespace ocellus::kernels {

// Output: dense, of `dims`. Inputs: `first_strides` and `second_strides` elements from one index of
// a dimension to the next, 0 where the input is repeated. The arithmetic, with a and b the inputs
// less their zero points and * a multiplication in fixed point:
//   kAdd, kSub           ((a << 20) * first +- (b << 20) * second) * product
//   kMul                 (a b) * product
//   kMaximum, kMinimum   of the bytes as they are
//   kPrelu               a * first where a >= 0, else (a b) * second
// and then the output's zero point and clamp, except for kMaximum and kMinimum.
struct Broadcast {
  enum class Kind : std::uint8_t { kAdd, kSub, kMul, kMaximum, kMinimum, kPrelu };
  static constexpr std::size_t kMostDimensions = 6;

  Kind kind = Kind::kAdd;
  std::int32_t dims[kMostDimensions] = {1, 1, 1, 1, 1, 1};
  std::int32_t first_strides[kMostDimensions] = {};
  std::int32_t second_strides[kMostDimensions] = {};
  std::int32_t first_zero_point = 0;
  std::int32_t second_zero_point = 0;
  Multiplier first = {};
  Multiplier second = {};
  Multiplier product = {};
  Output quantized = {};

  bool operator==(const Broadcast&) const = default;
};

[[gnu::always_inline]] inline std::int32_t multiplied(std::int32_t x, const Multiplier& by) {
  return multiply_by_quantized_multiplier(x, by.multiplier, by.shift);
}

template <Broadcast::Kind kKind>
[[gnu::always_inline]] inline std::int8_t combine(const Broadcast& op, std::int8_t x,
                                                  std::int8_t y) {
  using Kind = Broadcast::Kind;
  if constexpr (kKind == Kind::kMaximum) return x > y ? x : y;
  if constexpr (kKind == Kind::kMinimum) return x < y ? x : y;
  const std::int32_t a = x - op.first_zero_point;
  const std::int32_t b = y - op.second_zero_point;
  std::int32_t result = 0;
  if constexpr (kKind == Kind::kMul) {
    result = multiplied(a * b, op.product);
  } else if constexpr (kKind == Kind::kPrelu) {
    result = a >= 0 ? multiplied(a, op.first) : multiplied(a * b, op.second);
  } else {
    const std::int32_t first = multiplied(a * (1 << Add::kLeftShift), op.first);
    const std::int32_t second = multiplied(b * (1 << Add::kLeftShift), op.second);
    result = multiplied(kKind == Kind::kAdd ? first + second : first - second, op.product);
  }
  return offset_and_clamp(result, op.quantized.zero_point, op.quantized.low, op.quantized.high);
}

template <Broadcast::Kind kKind>
[[gnu::always_inline]] inline void broadcast(const Broadcast& op, const Operands& at) {
  constexpr std::size_t kInner = Broadcast::kMostDimensions - 1;
  const std::int8_t* const first = at.input(0);
  const std::int8_t* const second = at.input(1);
  std::int8_t* output = at.output(0);
  std::int32_t index[kInner] = {};
  std::ptrdiff_t x = 0, y = 0;
  for (;;) {
    for (std::int32_t i = 0; i < op.dims[kInner]; ++i) {
      *output++ = combine<kKind>(op, first[x + std::ptrdiff_t{i} * op.first_strides[kInner]],
                                 second[y + std::ptrdiff_t{i} * op.second_strides[kInner]]);
    }
    std::size_t d = kInner;
    for (; d > 0; --d) {
      x += op.first_strides[d - 1];
      y += op.second_strides[d - 1];
      if (++index[d - 1] < op.dims[d - 1]) break;
      x -= std::ptrdiff_t{op.dims[d - 1]} * op.first_strides[d - 1];
      y -= std::ptrdiff_t{op.dims[d - 1]} * op.second_strides[d - 1];
      index[d - 1] = 0;
    }
    if (d == 0) return;
  }
}

[[gnu::always_inline]] inline void run(const Broadcast& op, const Operands& at) {
  using Kind = Broadcast::Kind;
  switch (op.kind) {
    case Kind::kAdd:
      return broadcast<Kind::kAdd>(op, at);
    case Kind::kSub:
      return broadcast<Kind::kSub>(op, at);
    case Kind::kMul:
      return broadcast<Kind::kMul>(op, at);
    case Kind::kMaximum:
      return broadcast<Kind::kMaximum>(op, at);
    case Kind::kMinimum:
      return broadcast<Kind::kMinimum>(op, at);
    case Kind::kPrelu:
      return broadcast<Kind::kPrelu>(op, at);
  }
}

}  // namespace ocellus::kernels
