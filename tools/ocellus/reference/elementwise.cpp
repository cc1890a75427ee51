#include <algorithm>
#include <cstddef>
#include <vector>

#include "tools/ocellus/reference/compute.hpp"
#include "tools/ocellus/reference/exponential.hpp"

namespace ocellus::tools::reference {
namespace {

// How far to go in `from` for a step along each dimension of `to`: 0 where it is repeated.
std::vector<std::size_t> broadcast_strides(Shape from, Shape to) {
  std::vector<std::size_t> strides(to.size());
  std::size_t stride = 1;
  for (std::size_t i = 1; i <= std::min(from.size(), to.size()); ++i) {
    const std::int32_t size = from[from.size() - i];
    if (size != 1) strides[to.size() - i] = stride;
    stride *= static_cast<std::size_t>(size);
  }
  return strides;
}

template <typename Function>
void for_each_pair(const Operand& a, const Operand& b, const Result& out, Function f) {
  if (a.values.size() == out.values.size() && b.values.size() == out.values.size()) {
    for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] = f(a.values[i], b.values[i]);
    return;
  }
  const std::vector<std::size_t> a_strides = broadcast_strides(a.shape, out.shape);
  const std::vector<std::size_t> b_strides = broadcast_strides(b.shape, out.shape);
  std::vector<std::int32_t> at(out.shape.size());
  std::size_t a_at = 0;
  std::size_t b_at = 0;
  for (float& value : out.values) {
    value = f(a.values[a_at], b.values[b_at]);
    for (std::size_t d = at.size(); d-- > 0;) {
      a_at += a_strides[d];
      b_at += b_strides[d];
      if (++at[d] < out.shape[d]) break;
      a_at -= a_strides[d] * static_cast<std::size_t>(at[d]);
      b_at -= b_strides[d] * static_cast<std::size_t>(at[d]);
      at[d] = 0;
    }
  }
}

template <typename Function>
void for_each_value(const Operand& in, const Result& out, Function f) {
  for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] = f(in.values[i]);
}

}  // namespace

void compute(const ArithmeticAttributes& a, Operands in, Results out) {
  const auto each = [&](auto f) { for_each_pair(in[0], in[1], out[0], f); };
  switch (a.kind) {
    case Arithmetic::kAdd:
      return each([](float x, float y) { return x + y; });
    case Arithmetic::kSub:
      return each([](float x, float y) { return x - y; });
    case Arithmetic::kMul:
      return each([](float x, float y) { return x * y; });
    case Arithmetic::kMaximum:
      return each([](float x, float y) { return x > y ? x : y; });
    case Arithmetic::kMinimum:
      return each([](float x, float y) { return x < y ? x : y; });
  }
}

void compute(const PreluAttributes& /*a*/, Operands in, Results out) {
  for_each_pair(in[0], in[1], out[0], [](float x, float slope) { return x >= 0 ? x : x * slope; });
}

void compute(const UnaryAttributes& a, Operands in, Results out) {
  const auto each = [&](auto f) { for_each_value(in[0], out[0], f); };
  switch (a.kind) {
    case Unary::kRelu:
    case Unary::kReluN1To1:
    case Unary::kRelu6:
      return each([](float x) { return x; });
    case Unary::kHardSwish:
      return each([](float x) { return x * std::clamp(x + 3, 0.0f, 6.0f) / 6; });
    case Unary::kLogistic:
      return each([](float x) { return static_cast<float>(logistic(static_cast<double>(x))); });
    case Unary::kTanh:
      return each(
          [](float x) { return static_cast<float>(hyperbolic_tangent(static_cast<double>(x))); });
    case Unary::kLeakyRelu:
      return each([&](float x) { return x >= 0 ? x : x * a.alpha; });
  }
}

}  // namespace ocellus::tools::reference
