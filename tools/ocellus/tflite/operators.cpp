#include "tools/ocellus/tflite/operators.hpp"

#include <algorithm>
#include <utility>

namespace ocellus::tools {
namespace {

// Code, newest version, least and most inputs, function; least and most outputs where not one.
constexpr OperatorImporter kImporters[] = {
    {Builtin::kAdd, 5, 2, 2, import_add},
    {Builtin::kArgMax, 3, 2, 2, import_arg_max},
    {Builtin::kAveragePool2d, 3, 1, 1, import_average_pool2d},
    {Builtin::kBatchToSpaceNd, 4, 3, 3, import_batch_to_space_nd},
    {Builtin::kCast, 7, 1, 1, import_cast},
    {Builtin::kConcatenation, 4, 1, kMany, import_concatenation},
    {Builtin::kConv2d, 8, 2, 3, import_conv2d},
    {Builtin::kDensify, 1, 1, 1, import_densify},
    {Builtin::kDepthToSpace, 2, 1, 1, import_depth_to_space},
    {Builtin::kDepthwiseConv2d, 7, 2, 3, import_depthwise_conv2d},
    {Builtin::kDequantize, 6, 1, 1, import_dequantize},
    {Builtin::kExpandDims, 1, 2, 2, import_expand_dims},
    {Builtin::kFullyConnected, 13, 2, 3, import_fully_connected},
    {Builtin::kGather, 7, 2, 2, import_gather},
    {Builtin::kHardSwish, 1, 1, 1, import_hard_swish},
    {Builtin::kL2Normalization, 2, 1, 1, import_l2_normalization},
    {Builtin::kLeakyRelu, 2, 1, 1, import_leaky_relu},
    {Builtin::kLogistic, 3, 1, 1, import_logistic},
    {Builtin::kMaxPool2d, 3, 1, 1, import_max_pool2d},
    {Builtin::kMaximum, 4, 2, 2, import_maximum},
    {Builtin::kMean, 3, 2, 2, import_mean},
    {Builtin::kMinimum, 4, 2, 2, import_minimum},
    {Builtin::kMirrorPad, 3, 2, 2, import_mirror_pad},
    {Builtin::kMul, 7, 2, 2, import_mul},
    {Builtin::kPack, 4, 1, kMany, import_pack},
    {Builtin::kPad, 4, 2, 2, import_pad},
    {Builtin::kPadV2, 4, 2, 3, import_pad_v2},
    {Builtin::kPrelu, 1, 2, 2, import_prelu},
    {Builtin::kQuantize, 3, 1, 1, import_quantize},
    {Builtin::kReduceMax, 3, 2, 2, import_reduce_max},
    {Builtin::kRelu, 3, 1, 1, import_relu},
    {Builtin::kReluN1To1, 3, 1, 1, import_relu_n1_to_1},
    {Builtin::kRelu6, 3, 1, 1, import_relu6},
    {Builtin::kReshape, 2, 1, 2, import_reshape},
    {Builtin::kResizeBilinear, 4, 2, 2, import_resize_bilinear},
    {Builtin::kResizeNearestNeighbor, 4, 2, 2, import_resize_nearest_neighbor},
    {Builtin::kShape, 1, 1, 1, import_shape},
    {Builtin::kSlice, 6, 3, 3, import_slice},
    {Builtin::kSoftmax, 3, 1, 1, import_softmax},
    {Builtin::kSpaceToBatchNd, 4, 3, 3, import_space_to_batch_nd},
    {Builtin::kSpaceToDepth, 2, 1, 1, import_space_to_depth},
    {Builtin::kSplit, 4, 2, 2, import_split, 1, kMany},
    {Builtin::kSplitV, 2, 3, 3, import_split_v, 1, kMany},
    {Builtin::kSqueeze, 2, 1, 1, import_squeeze},
    {Builtin::kStridedSlice, 8, 4, 4, import_strided_slice},
    {Builtin::kSub, 5, 2, 2, import_sub},
    {Builtin::kSum, 2, 2, 2, import_sum},
    {Builtin::kTanh, 3, 1, 1, import_tanh},
    {Builtin::kTranspose, 6, 2, 2, import_transpose},
    {Builtin::kTransposeConv, 5, 3, 4, import_transpose_conv},
    {Builtin::kUnpack, 4, 1, 1, import_unpack, 1, kMany},
    {Builtin::kCustom, 1, 2, 3, import_transpose_conv_bias, 1, 1, "Convolution2DTransposeBias"},
    {Builtin::kCustom, 1, 3, 3, import_detection_post_process, 4, 4,
     "TFLite_Detection_PostProcess"},
};

}  // namespace

const OperatorImporter* find_importer(std::int32_t code, std::string_view custom_name) {
  const auto* const row =
      std::find_if(std::begin(kImporters), std::end(kImporters), [&](const auto& candidate) {
        return static_cast<std::int32_t>(candidate.code) == code &&
               (candidate.code != Builtin::kCustom || candidate.custom_name == custom_name);
      });
  return row == std::end(kImporters) ? nullptr : row;
}

bool OperatorSource::reads_constants() const {
  return std::all_of(inputs.begin(), inputs.end(),
                     [&](TensorId id) { return id == kNoTensor || graph.tensor(id).constant(); });
}

Refusal OperatorSource::fold(std::vector<std::byte> data) {
  Tensor& output = graph.tensor(outputs[0]);
  if (data.size() != output.bytes()) {
    return "its result of " + std::to_string(data.size()) + " bytes does not fit its output " +
           "of " + std::to_string(output.bytes());
  }
  if (Refusal refusal = tensors.claim(data.size())) return "it " + *refusal;
  output.data = std::move(data);
  return {};
}

}  // namespace ocellus::tools
