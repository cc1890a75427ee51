#include "tests/operators/textbook/textbook.hpp"

#include <algorithm>
#include <cstring>

#include "tests/operators/textbook/code.hpp"
#include "tests/operators/textbook/operators.hpp"

namespace ocellus::textbook {
namespace {

struct Entry {
  Code code;
  void (*run)(const Operation&);
};
constexpr Entry kOperators[] = {
    {Code::kAdd, add},
    {Code::kAveragePool2d, average_pool_2d},
    {Code::kConcatenation, concatenation},
    {Code::kConv2d, conv_2d},
    {Code::kDepthwiseConv2d, depthwise_conv_2d},
    {Code::kDepthToSpace, depth_to_space},
    {Code::kDequantize, dequantize},
    {Code::kFullyConnected, fully_connected},
    {Code::kL2Normalization, l2_normalization},
    {Code::kLogistic, logistic},
    {Code::kMaxPool2d, max_pool_2d},
    {Code::kMul, mul},
    {Code::kRelu, relu},
    {Code::kReluN1To1, relu_n1_to_1},
    {Code::kRelu6, relu6},
    {Code::kReshape, reshape},
    {Code::kResizeBilinear, resize_bilinear},
    {Code::kSoftmax, softmax},
    {Code::kSpaceToDepth, space_to_depth},
    {Code::kTanh, tanh},
    {Code::kCustom, detection_postprocess},
    {Code::kPad, pad},
    {Code::kGather, gather},
    {Code::kBatchToSpaceNd, batch_to_space_nd},
    {Code::kSpaceToBatchNd, space_to_batch_nd},
    {Code::kTranspose, transpose},
    {Code::kMean, mean},
    {Code::kSub, sub},
    {Code::kSqueeze, reshape},
    {Code::kStridedSlice, strided_slice},
    {Code::kSplit, split},
    {Code::kPrelu, prelu},
    {Code::kMaximum, maximum},
    {Code::kArgMax, arg_max},
    {Code::kMinimum, minimum},
    {Code::kPadV2, pad},
    {Code::kSlice, slice},
    {Code::kTransposeConv, transpose_conv},
    {Code::kExpandDims, reshape},
    {Code::kSum, sum},
    {Code::kReduceMax, reduce_max},
    {Code::kPack, pack},
    {Code::kUnpack, unpack},
    {Code::kResizeNearestNeighbor, resize_nearest_neighbor},
    {Code::kLeakyRelu, leaky_relu},
    {Code::kMirrorPad, mirror_pad},
    {Code::kSplitV, split_v},
    {Code::kQuantize, quantize},
    {Code::kHardSwish, hard_swish},
};

Tensor declared(const schema::ModelT& model, const schema::TensorT& from) {
  Tensor tensor;
  tensor.type = from.type;
  tensor.shape.assign(from.shape.begin(), from.shape.end());
  if (from.quantization != nullptr) {
    tensor.scales = from.quantization->scale;
    tensor.zero_points = from.quantization->zero_point;
  }
  const auto& data = model.buffers.at(from.buffer)->data;
  tensor.bytes.resize(static_cast<std::size_t>(tensor.size()) * bytes_of(tensor.type));
  if (!data.empty()) {
    if (data.size() != tensor.bytes.size()) give_up("a constant of the wrong size");
    std::memcpy(tensor.bytes.data(), data.data(), data.size());
  }
  return tensor;
}

}  // namespace

std::vector<Tensor> run(const schema::ModelT& model, const std::vector<Bytes>& inputs) {
  const schema::SubGraphT& subgraph = *model.subgraphs.at(0);
  std::vector<Tensor> tensors;
  for (const auto& tensor : subgraph.tensors) tensors.push_back(declared(model, *tensor));
  for (std::size_t i = 0; i < subgraph.inputs.size(); ++i) {
    Tensor& tensor = tensors.at(static_cast<std::size_t>(subgraph.inputs[i]));
    if (inputs.at(i).size() != tensor.bytes.size()) give_up("an input of the wrong size");
    tensor.bytes = inputs[i];
  }
  for (const auto& op : subgraph.operators) {
    const schema::OperatorCodeT& named = *model.codes.at(op->code);
    const auto code = static_cast<Code>(std::max<std::int32_t>(named.code, named.code_up_to_127));
    const Entry* entry = std::ranges::find(kOperators, code, &Entry::code);
    if (entry == std::end(kOperators)) give_up("an operator that is not in the book");
    Operation operation{*op, {}, {}};
    for (const std::int32_t id : op->inputs) {
      operation.inputs.push_back(id < 0 ? nullptr : &tensors.at(static_cast<std::size_t>(id)));
    }
    for (const std::int32_t id : op->outputs) {
      operation.outputs.push_back(&tensors.at(static_cast<std::size_t>(id)));
    }
    entry->run(operation);
  }
  return tensors;
}

}  // namespace ocellus::textbook
