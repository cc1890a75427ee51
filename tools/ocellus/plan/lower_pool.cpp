#include "tools/ocellus/plan/lower_pool.hpp"

#include <cmath>
#include <cstddef>

#include "tools/ocellus/plan/fixed_point.hpp"

namespace ocellus::tools::lowering {
namespace {

// Every position of the window meets the input.
bool fits(std::int32_t input, std::int32_t output, std::int32_t window, std::int32_t stride,
          std::int32_t before) {
  return window >= 1 && stride >= 1 && before >= 0 && before < window &&
         (std::int64_t{output} - 1) * stride - before < input;
}

}  // namespace

Reason lower(Lowering& lowering, const PoolAttributes& attributes) {
  const Tensor& input = lowering.input(0);
  const Tensor& output = lowering.output();
  for (const Tensor* tensor : {&input, &output}) {
    if (Reason reason = check_image(*tensor); !reason.empty()) return reason;
  }
  if (input.shape[0] != output.shape[0] || input.shape[3] != output.shape[3]) {
    return "it pools " + text(input.shape) + " into " + text(output.shape);
  }
  // The tolerance is TensorFlow Lite's own.
  if (std::abs(scale(input) - scale(output)) > 1e-6F || zero_point(input) != zero_point(output)) {
    return "its input and output must have one scale and zero point";
  }
  if (!fits(input.shape[1], output.shape[1], attributes.height, attributes.stride_y,
            attributes.padding.top) ||
      !fits(input.shape[2], output.shape[2], attributes.width, attributes.stride_x,
            attributes.padding.left)) {
    return "its window and padding do not turn " + text(input.shape) + " into " +
           text(output.shape);
  }
  const auto quantized = quantized_output(attributes.activation, scale(output), zero_point(output));
  if (!quantized) return "no int8 value of its output lies inside its activation's range";
  const kernels::Pool2d pool = {.kind = attributes.kind == Pooling::kAverage
                                            ? kernels::PoolKind::kAverage
                                            : kernels::PoolKind::kMax,
                                .input = {input.shape[1], input.shape[2], input.shape[3]},
                                .output = {output.shape[1], output.shape[2], output.shape[3]},
                                .window = {.height = attributes.height,
                                           .width = attributes.width,
                                           .stride_y = attributes.stride_y,
                                           .stride_x = attributes.stride_x,
                                           .pad_top = attributes.padding.top,
                                           .pad_left = attributes.padding.left},
                                .low = quantized->low,
                                .high = quantized->high};
  for (std::size_t batch = 0; batch < static_cast<std::size_t>(output.shape[0]); ++batch) {
    Draft& draft = lowering.add(pool);
    draft.inputs = {one_batch(lowering.graph, lowering.op.inputs[0], batch)};
    draft.outputs = {one_batch(lowering.graph, lowering.op.outputs[0], batch)};
  }
  return {};
}

}  // namespace ocellus::tools::lowering
