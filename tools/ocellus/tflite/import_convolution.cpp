// CONV_2D and DEPTHWISE_CONV_2D.
#include <algorithm>
#include <string>

#include "schema_generated.h"
#include "tools/ocellus/tflite/check_int8.hpp"
#include "tools/ocellus/tflite/checks.hpp"
#include "tools/ocellus/tflite/operators.hpp"

namespace ocellus::tools {
namespace {

// `outputs_axis`: the axis of the filter that counts output channels, 0 of OHWI and 3 of 1HWC.
template <typename Options, typename Made>
Refusal import_convolution(OperatorSource& source, const Options* options, std::size_t outputs_axis,
                           Made& made) {
  if (options == nullptr) return "it has no options";
  source.inputs.resize(3, kNoTensor);
  const Tensor& input = source.input(0);
  const Tensor& output = source.result();
  Tensor& filter = source.graph.tensor(source.inputs[1]);
  const Tensor* const bias = source.inputs[2] == kNoTensor ? nullptr : &source.input(2);

  for (const Tensor* tensor : {&input, &output}) {
    if (Refusal refusal = check_activation(*tensor)) return refusal;
    if (tensor->shape.size() != 4) {
      return "its tensor '" + tensor->name + "' is " + text(tensor->shape) +
             ", four dimensions are expected: pictures, rows, columns, channels";
    }
  }
  if (input.shape[0] != output.shape[0]) return shapes_differ(input, output);
  if (input.type != output.type) return "it mixes float32 and int8";
  if (!filter.constant()) return "its filter is not a constant";
  if (filter.type != input.type) {
    return "its filter is " + std::string(name(filter.type)) + ", its input " +
           std::string(name(input.type));
  }
  if (filter.shape.size() != 4) {
    return "its filter has " + std::to_string(filter.shape.size()) + " dimensions, 4 are expected";
  }
  if (filter.shape[1] > kMostStep || filter.shape[2] > kMostStep) {
    return "its filter is larger than " + std::to_string(kMostStep);
  }
  const std::int32_t channels = filter.shape[outputs_axis];
  if (output.shape[3] != channels) {
    return "its filter makes " + std::to_string(channels) + " channels, its output has " +
           std::to_string(output.shape[3]);
  }
  if (bias != nullptr) {
    const DataType expected = input.type == DataType::kInt8 ? DataType::kInt32 : DataType::kFloat32;
    if (!bias->constant() || bias->type != expected ||
        bias->elements() != static_cast<std::size_t>(channels)) {
      return "its bias is not a constant of " + std::to_string(channels) + " " +
             std::string(name(expected)) + " numbers";
    }
  }

  if (!sensible(options->stride_x()) || !sensible(options->stride_y())) {
    return "its strides are " + std::to_string(options->stride_y()) + " and " +
           std::to_string(options->stride_x());
  }
  if (!sensible(options->dilation_x()) || !sensible(options->dilation_y())) {
    return "its dilations are " + std::to_string(options->dilation_y()) + " and " +
           std::to_string(options->dilation_x());
  }
  made.stride_y = options->stride_y();
  made.stride_x = options->stride_x();
  made.dilation_y = options->dilation_y();
  made.dilation_x = options->dilation_x();
  if (Refusal refusal =
          fused_activation(static_cast<std::int32_t>(options->activation()), made.activation)) {
    return refusal;
  }

  const Sliding rows = {input.shape[1], filter.shape[1], made.stride_y, made.dilation_y};
  const Sliding columns = {input.shape[2], filter.shape[2], made.stride_x, made.dilation_x};
  if (Refusal refusal = window_padding(options->padding(), rows, columns, output, made.padding)) {
    return refusal;
  }
  if (input.type == DataType::kInt8) {
    // One scale for the whole filter says the same as one for each channel: keep one form.
    if (filter.quantization.per_tensor()) {
      filter.quantization = {
          std::vector(static_cast<std::size_t>(channels), filter.quantization.scales[0]),
          std::vector(static_cast<std::size_t>(channels), filter.quantization.zero_points[0]),
          static_cast<std::int32_t>(outputs_axis)};
    }
    return check_int8_convolution(input, filter, outputs_axis, bias, output);
  }
  return {};
}

}  // namespace

Refusal import_conv2d(OperatorSource& source, std::optional<Attributes>& made) {
  const auto* const options = source.op.options_as_Conv2DOptions();
  if (options != nullptr && options->accumulator() != schema::ElementType::Float32 &&
      options->accumulator() != schema::ElementType::Int32) {
    return "it accumulates in another type than int32";
  }
  Conv2dAttributes attributes;
  if (Refusal refusal = import_convolution(source, options, 0, attributes)) return refusal;
  const std::int32_t reads = source.input(1).shape[3];
  const std::int32_t has = source.input(0).shape[3];
  if (has % reads != 0) {
    return "its filter reads " + std::to_string(reads) + " channels, its input has " +
           std::to_string(has);
  }
  if (source.result().shape[3] % (has / reads) != 0) {
    return "its " + std::to_string(source.result().shape[3]) +
           " output channels do not divide into " + std::to_string(has / reads) + " groups";
  }
  made = attributes;
  return {};
}

Refusal import_depthwise_conv2d(OperatorSource& source, std::optional<Attributes>& made) {
  DepthwiseConv2dAttributes attributes;
  if (Refusal refusal = import_convolution(source, source.op.options_as_DepthwiseConv2DOptions(), 3,
                                           attributes)) {
    return refusal;
  }
  if (source.input(1).shape[0] != 1) return "the first dimension of its filter is not 1";
  if (source.result().shape[3] % source.input(0).shape[3] != 0) {
    return "its " + std::to_string(source.result().shape[3]) +
           " output channels are no multiple of its " + std::to_string(source.input(0).shape[3]) +
           " input channels";
  }
  made = attributes;
  return {};
}

}  // namespace ocellus::tools
