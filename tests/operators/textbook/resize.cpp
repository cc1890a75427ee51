// NHWC to another height and width. Input and output share one quantization.
#include <algorithm>
#include <cmath>

#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {
namespace {

// Where an output row lies among the input's: between two of them, `above` of 1024 parts to the
// second.
struct Between {
  std::int64_t first;
  std::int64_t second;
  std::int64_t above;
};

Between between(std::int64_t at, std::int64_t input, std::int64_t output, bool align_corners,
                bool half_pixel_centers) {
  // Input rows for each output row, in 1/1024, rounded.
  std::int64_t step = (1024 * input + output / 2) / output;
  if (align_corners && output > 1) {
    step = (1024 * (input - 1) + (output - 1) / 2) / (output - 1);
  }
  const std::int64_t place = half_pixel_centers ? at * step + step / 2 - 512 : at * step;
  // Division cuts towards zero here: before the first row, `above` is negative, and so the first
  // two terms of the sum below extend it by the first row itself.
  const std::int64_t first = std::max<std::int64_t>(place / 1024, 0);
  return {first, std::min((place + 1023) / 1024, input - 1), place - 1024 * first};
}

std::int64_t nearest(std::int64_t at, std::int64_t input, std::int64_t output, bool align_corners,
                     bool half_pixel_centers) {
  // In float, as the reference has it.
  const float step = align_corners && output > 1
                         ? static_cast<float>(input - 1) / static_cast<float>(output - 1)
                         : static_cast<float>(input) / static_cast<float>(output);
  const float place = (static_cast<float>(at) + (half_pixel_centers ? 0.5F : 0.0F)) * step;
  const float row = align_corners ? std::round(place) : std::floor(place);
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(row), 0, input - 1);
}

}  // namespace

// Weights are in 1/1024 each way; the sum is rounded, a half away from zero.
void resize_bilinear(const Operation& o) {
  const Tensor& input = o.input(0);
  const schema::ResizeBilinearOptionsT& options = *o.op.options.AsResizeBilinearOptions();
  for_each_place(o.output().shape, [&](const Index& at) {
    const Between y = between(at[1], input.dimension(1), o.output().dimension(1),
                              options.align_corners, options.half_pixel_centers);
    const Between x = between(at[2], input.dimension(2), o.output().dimension(2),
                              options.align_corners, options.half_pixel_centers);
    const auto value = [&](std::int64_t row, std::int64_t column) {
      return input.integer({at[0], row, column, at[3]});
    };
    const std::int64_t sum = value(y.first, x.first) * (1024 - y.above) * (1024 - x.above) +
                             value(y.second, x.first) * y.above * (1024 - x.above) +
                             value(y.first, x.second) * (1024 - y.above) * x.above +
                             value(y.second, x.second) * y.above * x.above;
    constexpr std::int64_t kUnit = 1 << 20;
    o.output().set_integer(at, (sum > 0 ? sum + kUnit / 2 : sum - kUnit / 2) / kUnit);
  });
}

void resize_nearest_neighbor(const Operation& o) {
  const Tensor& input = o.input(0);
  const schema::ResizeNearestNeighborOptionsT& options =
      *o.op.options.AsResizeNearestNeighborOptions();
  for_each_place(o.output().shape, [&](const Index& at) {
    const std::int64_t y = nearest(at[1], input.dimension(1), o.output().dimension(1),
                                   options.align_corners, options.half_pixel_centers);
    const std::int64_t x = nearest(at[2], input.dimension(2), o.output().dimension(2),
                                   options.align_corners, options.half_pixel_centers);
    o.output().copy_element(at, input, {at[0], y, x, at[3]});
  });
}

}  // namespace ocellus::textbook
