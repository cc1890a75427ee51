// Pooling and resizing of pictures.
#include <cmath>
#include <string>

#include "schema_generated.h"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

// Both are pictures in batches of one size, with as many channels.
Refusal check_pictures(const Tensor& input, const Tensor& output) {
  if (input.shape.size() != 4 || output.shape.size() != 4 || input.shape[0] != output.shape[0] ||
      input.shape[3] != output.shape[3]) {
    return shapes_differ(input, output) + ", two batches of pictures are expected";
  }
  return {};
}

Refusal import_pool(OperatorSource& source, Pooling kind, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_Pool2DOptions();
  if (options == nullptr) return "it has no options";
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  if (Refusal refusal = check_pictures(input, output)) return refusal;
  // The tolerance is TensorFlow Lite's own; nothing is rescaled.
  if (input.type == DataType::kInt8 &&
      (std::abs(input.quantization.scales[0] - output.quantization.scales[0]) > 1e-6f ||
       input.quantization.zero_points != output.quantization.zero_points)) {
    return "the scale or zero point of its input '" + input.name + "' is not its output's";
  }
  PoolAttributes attributes = {.kind = kind,
                               .height = options->height(),
                               .width = options->width(),
                               .stride_y = options->stride_y(),
                               .stride_x = options->stride_x()};
  if (!sensible(attributes.height) || !sensible(attributes.width)) {
    return "its window is " + std::to_string(attributes.height) + " x " +
           std::to_string(attributes.width);
  }
  if (!sensible(attributes.stride_y) || !sensible(attributes.stride_x)) {
    return "its strides are " + std::to_string(attributes.stride_y) + " and " +
           std::to_string(attributes.stride_x);
  }
  if (Refusal refusal = fused_activation(static_cast<std::int32_t>(options->activation()),
                                         attributes.activation)) {
    return refusal;
  }
  const Sliding rows = {input.shape[1], attributes.height, attributes.stride_y, 1};
  const Sliding columns = {input.shape[2], attributes.width, attributes.stride_x, 1};
  if (Refusal refusal =
          window_padding(options->padding(), rows, columns, output, attributes.padding)) {
    return refusal;
  }
  made = attributes;
  return {};
}

// The definition's fixed-point positions along one axis, ten bits behind the point, rounded: where
// the output is much longer than the input the last of them can lie behind the input's end.
bool stays_inside(std::int64_t in, std::int64_t out, bool align_corners, bool half_pixel_centers) {
  const std::int64_t step = align_corners && out > 1 ? (1024 * (in - 1) + (out - 1) / 2) / (out - 1)
                                                     : (1024 * in + out / 2) / out;
  const std::int64_t last =
      (out - 1) * step + (half_pixel_centers ? step / 2 - 512 : std::int64_t{0});
  return last / 1024 <= in - 1;
}

Refusal import_resize(OperatorSource& source, ResizeAttributes attributes,
                      std::optional<Attributes>& made) {
  constexpr std::int32_t kMostExtent = 1 << 16;
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  if (Refusal refusal = check_one_type(input, output)) return refusal;
  if (Refusal refusal = check_pictures(input, output)) return refusal;
  const auto size = constant_integers(source.input(1));
  if (!size || size->size() != 2) return "its new size is not a constant of two whole numbers";
  if ((*size)[0] != output.shape[1] || (*size)[1] != output.shape[2]) {
    return "it asks for " + std::to_string((*size)[0]) + " x " + std::to_string((*size)[1]) +
           ", its output has " + std::to_string(output.shape[1]) + " x " +
           std::to_string(output.shape[2]);
  }
  for (const std::size_t axis : {std::size_t{1}, std::size_t{2}}) {
    if (input.shape[axis] > kMostExtent || output.shape[axis] > kMostExtent) {
      return "its pictures are larger than " + std::to_string(kMostExtent);
    }
    if (attributes.kind == Interpolation::kBilinear && input.type == DataType::kInt8 &&
        !stays_inside(input.shape[axis], output.shape[axis], attributes.align_corners,
                      attributes.half_pixel_centers)) {
      return "it enlarges " + std::to_string(input.shape[axis]) + " pixels to " +
             std::to_string(output.shape[axis]) + ", too many for its fixed-point positions";
    }
  }
  source.inputs.resize(1);
  made = attributes;
  return {};
}

}  // namespace

Refusal import_average_pool2d(OperatorSource& source, std::optional<Attributes>& made) {
  return import_pool(source, Pooling::kAverage, made);
}
Refusal import_max_pool2d(OperatorSource& source, std::optional<Attributes>& made) {
  return import_pool(source, Pooling::kMax, made);
}

Refusal import_resize_bilinear(OperatorSource& source, std::optional<Attributes>& made) {
  ResizeAttributes attributes;
  if (const auto* options = source.op.options_as_ResizeBilinearOptions()) {
    attributes.align_corners = options->align_corners();
    attributes.half_pixel_centers = options->half_pixel_centers();
  }
  if (attributes.align_corners && attributes.half_pixel_centers) {
    return "it aligns corners and centres at once";
  }
  return import_resize(source, attributes, made);
}

Refusal import_resize_nearest_neighbor(OperatorSource& source, std::optional<Attributes>& made) {
  ResizeAttributes attributes = {.kind = Interpolation::kNearest};
  if (const auto* options = source.op.options_as_ResizeNearestNeighborOptions()) {
    attributes.align_corners = options->align_corners();
    attributes.half_pixel_centers = options->half_pixel_centers();
  }
  return import_resize(source, attributes, made);
}

}  // namespace ocellus::tools
