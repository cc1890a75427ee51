// Operators with windows and weights.
#include <utility>

#include "tools/ocellus/tflite/export_operators.hpp"
#include "tools/ocellus/tflite/padding.hpp"

namespace ocellus::tools {
namespace {

// PAD with these amounts of rows and columns, from `input` to a new tensor, which it returns.
TensorId write_padding(FileWriter& file, TensorId input, const Padding& padding) {
  Tensor padded = file.tensor(input);
  padded.name += "/padded";
  padded.shape[1] += padding.top + padding.bottom;
  padded.shape[2] += padding.left + padding.right;
  const TensorId output = file.write_tensor(padded);
  write_pad(file, input, output,
            {.before = {0, padding.top, padding.left, 0},
             .after = {0, padding.bottom, padding.right, 0}});
  return output;
}

// A bias of zeros: TensorFlow Lite's interpreter refuses convolutions without one.
TensorId write_zero_bias(FileWriter& file, const Operator& op) {
  const Tensor& output = file.output(op);
  Tensor bias;
  bias.name = output.name + "/bias";
  bias.shape = {output.shape[3]};
  bias.type = output.type == DataType::kFloat32 ? DataType::kFloat32 : DataType::kInt32;
  bias.data.resize(bias.bytes());
  if (output.type != DataType::kFloat32) {
    bias.quantization = file.input(op, 1).quantization;
    bias.quantization.axis = 0;
    for (float& scale : bias.quantization.scales) {
      scale *= file.input(op).quantization.scales[0];
    }
  }
  return file.write_tensor(bias);
}

// The padding rule of a convolution, and its inputs: behind a PAD operator where no rule fits.
template <typename Convolution>
std::pair<schema::PaddingRule, std::vector<TensorId>> place_window(FileWriter& file,
                                                                   const Operator& op,
                                                                   const Convolution& convolution) {
  const Tensor& input = file.input(op);
  const Tensor& filter = file.input(op, 1);
  const Tensor& output = file.output(op);
  const Sliding rows = {input.shape[1], filter.shape[1], convolution.stride_y,
                        convolution.dilation_y};
  const Sliding columns = {input.shape[2], filter.shape[2], convolution.stride_x,
                           convolution.dilation_x};
  std::vector<TensorId> inputs = op.inputs;
  if (inputs[2] == kNoTensor) inputs[2] = write_zero_bias(file, op);
  if (convolution.padding == Padding{} && valid_positions(rows) == output.shape[1] &&
      valid_positions(columns) == output.shape[2]) {
    return {schema::PaddingRule::Valid, std::move(inputs)};
  }
  if (convolution.padding == same_padding(rows, columns) &&
      same_positions(rows) == output.shape[1] && same_positions(columns) == output.shape[2]) {
    return {schema::PaddingRule::Same, std::move(inputs)};
  }
  inputs[0] = write_padding(file, inputs[0], convolution.padding);
  return {schema::PaddingRule::Valid, std::move(inputs)};
}

}  // namespace

void write(FileWriter& file, const Operator& op, const Conv2dAttributes& conv) {
  const auto [rule, inputs] = place_window(file, op, conv);
  const auto options =
      schema::CreateConv2DOptions(file.builder(), rule, conv.stride_x, conv.stride_y,
                                  fused(conv.activation), conv.dilation_x, conv.dilation_y);
  const bool grouped = file.input(op, 1).shape[3] != file.input(op).shape[3];
  file.write_operator(Builtin::kConv2d,
                      grouped            ? 6
                      : file.is_int8(op) ? 3
                                         : 1,
                      inputs, op.outputs, schema::Options::Conv2DOptions, options.Union());
}

void write(FileWriter& file, const Operator& op, const DepthwiseConv2dAttributes& conv) {
  const auto [rule, inputs] = place_window(file, op, conv);
  const std::int32_t multiplier = file.output(op).shape[3] / file.input(op).shape[3];
  const auto options = schema::CreateDepthwiseConv2DOptions(
      file.builder(), rule, conv.stride_x, conv.stride_y, multiplier, fused(conv.activation),
      conv.dilation_x, conv.dilation_y);
  const bool dilated = conv.dilation_x != 1 || conv.dilation_y != 1;
  file.write_operator(Builtin::kDepthwiseConv2d,
                      file.is_int8(op) ? 3
                      : dilated        ? 2
                                       : 1,
                      inputs, op.outputs, schema::Options::DepthwiseConv2DOptions, options.Union());
}

void write(FileWriter& file, const Operator& op, const TransposeConvAttributes& conv) {
  const Tensor& input = file.input(op);
  const Tensor& filter = file.input(op, 1);
  const Tensor& output = file.output(op);
  const Sliding rows = {output.shape[1], filter.shape[1], conv.stride_y, 1};
  const Sliding columns = {output.shape[2], filter.shape[2], conv.stride_x, 1};
  const bool valid = conv.padding == Padding{} && valid_positions(rows) == input.shape[1] &&
                     valid_positions(columns) == input.shape[2];
  const TensorId shape = file.write_integers(output.name + "/shape", output.shape);
  std::vector<TensorId> inputs = {shape, op.inputs[1], op.inputs[0]};
  const bool bias = op.inputs[2] != kNoTensor;
  if (bias) inputs.push_back(op.inputs[2]);
  const auto options = schema::CreateTransposeConvOptions(
      file.builder(), valid ? schema::PaddingRule::Valid : schema::PaddingRule::Same, conv.stride_x,
      conv.stride_y, fused(conv.activation));
  file.write_operator(Builtin::kTransposeConv,
                      conv.activation != Activation::kNone ? 4
                      : bias                               ? 3
                                                           : file.int8_version(op),
                      inputs, op.outputs, schema::Options::TransposeConvOptions, options.Union());
}

void write(FileWriter& file, const Operator& op, const FullyConnectedAttributes& connected) {
  const bool keep = file.output(op).shape.size() != 2;
  const bool by_output = file.input(op, 1).quantization.scales.size() > 1;
  const auto options = schema::CreateFullyConnectedOptions(
      file.builder(), fused(connected.activation), schema::WeightsLayout::Plain, keep);
  std::int32_t version = file.is_int8(op) ? 4 : 1;
  if (keep) version = 5;
  if (op.inputs[2] == kNoTensor) version = 6;
  if (by_output) version = 12;
  file.write_operator(Builtin::kFullyConnected, version, op.inputs, op.outputs,
                      schema::Options::FullyConnectedOptions, options.Union());
}

void write(FileWriter& file, const Operator& op, const PoolAttributes& pool) {
  const Tensor& input = file.input(op);
  const Tensor& output = file.output(op);
  const Sliding rows = {input.shape[1], pool.height, pool.stride_y, 1};
  const Sliding columns = {input.shape[2], pool.width, pool.stride_x, 1};
  const bool valid = pool.padding == Padding{} && valid_positions(rows) == output.shape[1] &&
                     valid_positions(columns) == output.shape[2];
  const auto options = schema::CreatePool2DOptions(
      file.builder(), valid ? schema::PaddingRule::Valid : schema::PaddingRule::Same, pool.stride_x,
      pool.stride_y, pool.width, pool.height, fused(pool.activation));
  file.write_operator(pool.kind == Pooling::kMax ? Builtin::kMaxPool2d : Builtin::kAveragePool2d,
                      file.int8_version(op), op.inputs, op.outputs, schema::Options::Pool2DOptions,
                      options.Union());
}

void write(FileWriter& file, const Operator& op, const ResizeAttributes& resize) {
  const Tensor& output = file.output(op);
  const TensorId size =
      file.write_integers(output.name + "/size", {output.shape[1], output.shape[2]});
  const std::vector<TensorId> inputs = {op.inputs[0], size};
  if (resize.kind == Interpolation::kBilinear) {
    const auto options = schema::CreateResizeBilinearOptions(
        file.builder(), 0, 0, resize.align_corners, resize.half_pixel_centers);
    file.write_operator(Builtin::kResizeBilinear,
                        resize.half_pixel_centers ? 3 : file.int8_version(op), inputs, op.outputs,
                        schema::Options::ResizeBilinearOptions, options.Union());
  } else {
    const auto options = schema::CreateResizeNearestNeighborOptions(
        file.builder(), resize.align_corners, resize.half_pixel_centers);
    const bool newer = resize.half_pixel_centers || resize.align_corners;
    file.write_operator(Builtin::kResizeNearestNeighbor, newer ? 3 : file.int8_version(op), inputs,
                        op.outputs, schema::Options::ResizeNearestNeighborOptions, options.Union());
  }
}

}  // namespace ocellus::tools
