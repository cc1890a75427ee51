#include "tools/ocellus/plan/lower_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "runtime/fixed_point_functions.hpp"
#include "tools/ocellus/plan/fixed_point.hpp"

namespace ocellus::tools::lowering {
namespace {

struct Rows {
  std::uint32_t count = 0;
  std::uint32_t depth = 0;
};

Reason check_rows(const Lowering& lowering, Rows& rows) {
  if (lowering.op.inputs.size() != 1 || lowering.op.outputs.size() != 1) {
    return "it needs one input";
  }
  const Tensor& input = lowering.input(0);
  const Tensor& output = lowering.output();
  for (const Tensor* tensor : {&input, &output}) {
    if (Reason reason = check_activation(*tensor); !reason.empty()) return reason;
  }
  if (input.shape.empty() || input.shape != output.shape) {
    return "it turns " + text(input.shape) + " into " + text(output.shape);
  }
  rows.depth = static_cast<std::uint32_t>(input.shape.back());
  rows.count = static_cast<std::uint32_t>(input.elements()) / rows.depth;
  return {};
}

// The exponential of every difference to a row's largest value, in Q0.31.
std::array<std::int32_t, 256> exponentials(const kernels::Multiplier& input) {
  // Differences past 31 have no room in Q5.26 and are left out.
  const double reach = std::floor(31.0 * 67108864.0 / std::ldexp(1.0, input.shift));
  std::array<std::int32_t, 256> table = {};
  for (std::int32_t i = 0; i < 256 && i <= reach; ++i) {
    const std::int32_t scaled = wrapping_shift_left(-i, i == 0 ? 0 : input.shift);
    table[static_cast<std::size_t>(i)] =
        exp_on_negative_values<5>(saturating_rounding_doubling_high_mul(scaled, input.multiplier));
  }
  return table;
}

}  // namespace

Reason lower(Lowering& lowering, const SoftmaxAttributes& attributes) {
  Rows rows;
  if (Reason reason = check_rows(lowering, rows); !reason.empty()) return reason;
  constexpr std::uint32_t kLongest = 4095;  // a row's sum has 12 bits before its point
  if (rows.depth > kLongest) return "its rows are longer than 4095";
  const double factor =
      std::min(static_cast<double>(attributes.beta) *
                   static_cast<double>(scale(lowering.input(0))) * 67108864.0,  // 2^26
               2147483647.0);
  if (!(factor > 1.0)) return "the scale of its input is too small";
  const std::array<std::int32_t, 256> table = exponentials(quantize_multiplier(factor));
  std::vector<std::byte>& tables =
      lowering.add(kernels::Softmax{.rows = rows.count, .depth = rows.depth}).tables;
  tables.resize(sizeof table);
  std::memcpy(tables.data(), table.data(), sizeof table);
  return {};
}

Reason lower(Lowering& lowering, const L2NormalizationAttributes&) {
  Rows rows;
  if (Reason reason = check_rows(lowering, rows); !reason.empty()) return reason;
  constexpr std::uint32_t kLongest = 33025;  // times 255^2 stays under 2^31
  if (rows.depth > kLongest) return "its rows are longer than 33025";
  lowering.add(kernels::L2Normalization{
      .rows = rows.count, .depth = rows.depth, .zero_point = zero_point(lowering.input(0))});
  return {};
}

}  // namespace ocellus::tools::lowering
