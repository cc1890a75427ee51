#include "tools/ocellus/plan/lower_reduce.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/ocellus/plan/fixed_point.hpp"
#include "tools/ocellus/plan/place.hpp"

namespace ocellus::tools::lowering {
namespace {

// So many int8 values minus a zero point add up to less than 2^31.
constexpr std::size_t kMostAdded = std::size_t{1} << 22;

// The dimensions of a tensor as loops, outermost first, kept and reduced ones apart; neighbours
// of one kind become one.
struct Loops {
  std::vector<kernels::Loop> kept, reduced;
};

Loops loops(const std::vector<std::int32_t>& shape, const std::vector<std::int32_t>& axes) {
  Loops result;
  std::optional<bool> last;
  std::int32_t stride = 1;
  for (std::size_t i = shape.size(); i-- > 0;) {
    if (shape[i] == 1) continue;
    const bool reduced = std::ranges::find(axes, static_cast<std::int32_t>(i)) != axes.end();
    std::vector<kernels::Loop>& to = reduced ? result.reduced : result.kept;
    if (last == reduced) {
      to.front().count *= shape[i];
    } else {
      to.insert(to.begin(), {shape[i], stride});
    }
    last = reduced;
    stride *= shape[i];
  }
  return result;
}

bool put(const std::vector<kernels::Loop>& from, kernels::Loop (&to)[kernels::Reduce::kLoops]) {
  if (from.size() > std::size(to)) return false;
  std::ranges::copy_backward(from, std::end(to));
  return true;
}

// The multiplier of a mean: the division by `count` goes into the mantissa, its power of two into
// the shift. Formula: TensorFlow Lite Micro, EvalMeanHelper.
kernels::Multiplier divided(kernels::Multiplier multiplier, std::size_t count) {
  const std::int32_t shift =
      std::min(static_cast<std::int32_t>(std::bit_width(count)) - 1, 31 + multiplier.shift);
  return {static_cast<std::int32_t>((std::int64_t{multiplier.multiplier} << shift) /
                                    static_cast<std::int64_t>(count)),
          multiplier.shift - shift};
}

}  // namespace

Reason lower(Lowering& lowering, const ReduceAttributes& attributes) {
  const Tensor& input = lowering.input(0);
  const Tensor& output = lowering.output();
  for (const Tensor* tensor : {&input, &output}) {
    if (Reason reason = check_activation(*tensor); !reason.empty()) return reason;
  }
  std::size_t count = 1;
  for (const std::int32_t axis : attributes.axes) {
    const auto index = static_cast<std::size_t>(axis);
    if (axis < 0 || index >= input.shape.size()) return "its axis does not exist";
    count *= static_cast<std::size_t>(input.shape[index]);
  }
  if (count * output.elements() != input.elements()) {
    return "it reduces " + text(input.shape) + " to " + text(output.shape);
  }
  kernels::Reduce reduce;
  const Loops nested = loops(input.shape, attributes.axes);
  if (!put(nested.kept, reduce.kept) || !put(nested.reduced, reduce.reduced)) {
    return "it reduces every second of more than 6 dimensions";
  }
  if (attributes.kind == Reduction::kMax) {
    if (scale(input) != scale(output) || zero_point(input) != zero_point(output)) {
      return "its input and output must have one scale and zero point";
    }
    reduce.kind = kernels::ReduceKind::kMax;
    lowering.add(reduce);
    return {};
  }
  if (count > kMostAdded) {
    return "it adds up " + std::to_string(count) + " values, more than " +
           std::to_string(kMostAdded);
  }
  reduce.offset = zero_point(input) * static_cast<std::int32_t>(count);
  reduce.multiplier = quantize_multiplier(static_cast<double>(scale(input)) / scale(output));
  if (attributes.kind == Reduction::kMean) reduce.multiplier = divided(reduce.multiplier, count);
  if (reduce.multiplier.shift > 30) return "its output's scale is too small for its input's";
  reduce.output_zero_point = zero_point(output);
  lowering.add(reduce);
  return {};
}

Reason lower(Lowering& lowering, const ArgMaxAttributes& attributes) {
  const Tensor& input = lowering.input(0);
  const Tensor& output = lowering.output();
  if (Reason reason = check_activation(input); !reason.empty()) return reason;
  if (output.type != DataType::kInt32 && output.type != DataType::kInt64) {
    return quoted(output) + " is " + std::string(name(output.type)) + ", int32 or int64 is needed";
  }
  const auto axis = static_cast<std::size_t>(attributes.axis);
  if (attributes.axis < 0 || axis >= input.shape.size()) return "its axis does not exist";
  const std::int32_t size = input.shape[axis];
  if (output.elements() * static_cast<std::size_t>(size) != input.elements()) {
    return "it reduces " + text(input.shape) + " to " + text(output.shape);
  }
  const std::size_t outer = elements_before(input, attributes.axis);
  lowering.add(
      kernels::ArgMax{.outer = static_cast<std::int32_t>(outer),
                      .size = size,
                      .inner = static_cast<std::int32_t>(output.elements() / outer),
                      .index_bytes = static_cast<std::int32_t>(bytes_per_element(output.type))});
  return {};
}

}  // namespace ocellus::tools::lowering
