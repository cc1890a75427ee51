#include "tools/ocellus/plan/lower_resize_bilinear.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ocellus::tools::lowering {
namespace {

// The positions of `out` pixels in `in`, appended; false where one lies behind the input's end,
// which the rounded step leads to when an image is enlarged a thousand times.
bool append_positions(std::int64_t in, std::int64_t out, const ResizeAttributes& attributes,
                      std::vector<kernels::ResizePosition>& positions) {
  constexpr std::int64_t kOne = kernels::ResizePosition::kOne;
  const std::int64_t step = attributes.align_corners && out > 1
                                ? (kOne * (in - 1) + (out - 1) / 2) / (out - 1)
                                : (kOne * in + out / 2) / out;
  for (std::int64_t i = 0; i < out; ++i) {
    const std::int64_t at =
        i * step + (attributes.half_pixel_centers ? step / 2 - kOne / 2 : std::int64_t{0});
    // The division truncates: up to a pixel before the first is the first.
    const std::int64_t lower = std::max(at / kOne, std::int64_t{0});
    const std::int64_t upper = std::min((at + kOne - 1) / kOne, in - 1);
    if (lower > in - 1) return false;
    positions.push_back({static_cast<std::int32_t>(lower), static_cast<std::int32_t>(upper),
                         static_cast<std::int32_t>(at - kOne * lower)});
  }
  return true;
}

}  // namespace

Reason lower_resize_bilinear(Lowering& lowering, const ResizeAttributes& attributes) {
  const Tensor& input = lowering.input(0);
  const Tensor& output = lowering.output();
  for (const Tensor* tensor : {&input, &output}) {
    if (Reason reason = check_image(*tensor); !reason.empty()) return reason;
  }
  if (input.shape[0] != output.shape[0] || input.shape[3] != output.shape[3]) {
    return "it resizes " + text(input.shape) + " to " + text(output.shape);
  }
  if (attributes.align_corners && attributes.half_pixel_centers) {
    return "it aligns corners and centres at once";
  }
  std::vector<kernels::ResizePosition> positions;
  for (const std::size_t axis : {std::size_t{1}, std::size_t{2}}) {
    if (!append_positions(input.shape[axis], output.shape[axis], attributes, positions)) {
      return "it enlarges " + text(input.shape) + " to " + text(output.shape) +
             ", too much for its fixed-point positions";
    }
  }
  const auto tables = std::as_bytes(std::span(positions));
  for (std::size_t batch = 0; batch < static_cast<std::size_t>(output.shape[0]); ++batch) {
    Draft& draft =
        lowering.add(kernels::ResizeBilinear{{input.shape[1], input.shape[2], input.shape[3]},
                                             {output.shape[1], output.shape[2], output.shape[3]}});
    draft.inputs = {one_batch(lowering.graph, lowering.op.inputs[0], batch)};
    draft.outputs = {one_batch(lowering.graph, lowering.op.outputs[0], batch)};
    draft.tables.assign(tables.begin(), tables.end());
  }
  return {};
}

}  // namespace ocellus::tools::lowering
