#include "tools/ocellus/plan/lower_elementwise.hpp"

#include <algorithm>
#include <utility>

#include "runtime/kernels/add_plane.hpp"
#include "tools/ocellus/plan/fixed_point.hpp"

namespace ocellus::tools::lowering {
namespace {

using kernels::Broadcast;

constexpr const char* kNoRoom = "its output's scale is too small for its inputs'";
constexpr const char* kNothingInside =
    "no int8 value of its output lies inside its activation's range";

// The output's shape with dimensions joined where both inputs walk on in the same way, and how far
// an input walks: nothing when an input does not broadcast, or too many dimensions are left.
Reason set_shape(const Lowering& lowering, Broadcast& op) {
  const std::vector<std::int32_t>& output = lowering.output().shape;
  const std::size_t rank = output.size();
  // An input's dimension `i` of the output's; 1 in front of its own.
  const auto dimension = [&](const Tensor& tensor, std::size_t i) {
    const std::size_t missing = rank - tensor.shape.size();
    return i < missing ? 1 : tensor.shape[i - missing];
  };
  const Tensor& first = lowering.input(0);
  const Tensor& second = lowering.input(1);
  for (const Tensor* tensor : {&first, &second}) {
    bool fits_in = tensor->shape.size() <= rank;
    for (std::size_t i = 0; fits_in && i < rank; ++i) {
      const std::int32_t size = dimension(*tensor, i);
      fits_in = size == 1 || size == output[i];
    }
    if (!fits_in) return text(tensor->shape) + " does not broadcast to " + text(output);
  }
  std::size_t next = Broadcast::kMostDimensions;  // the slot behind the last one that is free
  std::int32_t first_elements = 1, second_elements = 1;
  std::pair<bool, bool> last;
  for (std::size_t i = rank; i-- > 0;) {
    if (output[i] == 1) continue;
    const std::pair<bool, bool> walks = {dimension(first, i) != 1, dimension(second, i) != 1};
    if (next < Broadcast::kMostDimensions && walks == last) {
      op.dims[next] *= output[i];
    } else {
      if (next == 0) return "its broadcast has too many dimensions";
      --next;
      op.dims[next] = output[i];
      op.first_strides[next] = walks.first ? first_elements : 0;
      op.second_strides[next] = walks.second ? second_elements : 0;
    }
    last = walks;
    if (walks.first) first_elements *= output[i];
    if (walks.second) second_elements *= output[i];
  }
  return {};
}

Reason check_operands(const Lowering& lowering) {
  const Operator& op = lowering.op;
  if (op.inputs.size() != 2 || op.outputs.size() != 1) return "it needs two inputs";
  for (const Tensor* tensor : {&lowering.input(0), &lowering.input(1)}) {
    if (Reason reason = check_operand(*tensor); !reason.empty()) return reason;
  }
  return check_activation(lowering.output());
}

Draft& add_binary(Lowering& lowering, Call call) {
  Draft& draft = lowering.add(std::move(call));
  draft.inputs.push_back(lowering.all_of(lowering.op.inputs[1]));
  return draft;
}

// ADD and SUB combine their scales in double and in float, respectively.
Reason lower_sum(Lowering& lowering, const ArithmeticAttributes& attributes, Broadcast op) {
  const Tensor& first = lowering.input(0);
  const Tensor& second = lowering.input(1);
  const Tensor& output = lowering.output();
  const bool add = attributes.kind == Arithmetic::kAdd;
  const AddFactors factors = add ? add_factors(scale(first), scale(second), scale(output))
                                 : sub_factors(scale(first), scale(second), scale(output));
  op.first = quantize_multiplier(factors.first);
  op.second = quantize_multiplier(factors.second);
  if (!(factors.sum < 1.0)) return kNoRoom;
  op.product = quantize_multiplier(factors.sum);
  if (add && first.shape == output.shape && second.shape == output.shape && !first.constant() &&
      !second.constant()) {
    kernels::Add sum{.size = static_cast<std::uint32_t>(output.elements()),
                     .first_zero_point = op.first_zero_point,
                     .second_zero_point = op.second_zero_point,
                     .first = op.first,
                     .second = op.second,
                     .sum = op.product,
                     .quantized = op.quantized};
    sum.plane = kernels::find_add_plane(sum).value_or(kernels::AddPlane{});
    add_binary(lowering, sum);
    return {};
  }
  op.kind = add ? Broadcast::Kind::kAdd : Broadcast::Kind::kSub;
  add_binary(lowering, op);
  return {};
}

constexpr std::int64_t kProductReach = 255 * 255;

}  // namespace

Reason lower(Lowering& lowering, const ArithmeticAttributes& attributes) {
  if (Reason reason = check_operands(lowering); !reason.empty()) return reason;
  const Tensor& first = lowering.input(0);
  const Tensor& second = lowering.input(1);
  const Tensor& output = lowering.output();
  const auto quantized = quantized_output(attributes.activation, scale(output), zero_point(output));
  if (!quantized) return kNothingInside;
  Broadcast op{.first_zero_point = zero_point(first),
               .second_zero_point = zero_point(second),
               .quantized = *quantized};
  if (Reason reason = set_shape(lowering, op); !reason.empty()) return reason;
  switch (attributes.kind) {
    case Arithmetic::kAdd:
    case Arithmetic::kSub:
      return lower_sum(lowering, attributes, op);
    case Arithmetic::kMul:
      op.kind = Broadcast::Kind::kMul;
      op.product =
          quantize_multiplier(convolution_factor(scale(first), scale(second), scale(output)));
      if (!fits(kProductReach, op.product)) return kNoRoom;
      break;
    case Arithmetic::kMaximum:
      op.kind = Broadcast::Kind::kMaximum;
      break;
    case Arithmetic::kMinimum:
      op.kind = Broadcast::Kind::kMinimum;
      break;
  }
  add_binary(lowering, op);
  return {};
}

Reason lower(Lowering& lowering, const PreluAttributes&) {
  if (Reason reason = check_operands(lowering); !reason.empty()) return reason;
  const Tensor& input = lowering.input(0);
  const Tensor& slopes = lowering.input(1);
  const Tensor& output = lowering.output();
  Broadcast op{.kind = Broadcast::Kind::kPrelu,
               .first_zero_point = zero_point(input),
               .second_zero_point = zero_point(slopes),
               .quantized = {.zero_point = zero_point(output)}};
  if (Reason reason = set_shape(lowering, op); !reason.empty()) return reason;
  op.first =
      quantize_multiplier(static_cast<double>(scale(input)) / static_cast<double>(scale(output)));
  op.second = quantize_multiplier(convolution_factor(scale(input), scale(slopes), scale(output)));
  if (!fits(255, op.first) || !fits(kProductReach, op.second)) return kNoRoom;
  add_binary(lowering, op);
  return {};
}

}  // namespace ocellus::tools::lowering
