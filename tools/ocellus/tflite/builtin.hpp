// TensorFlow Lite's operators by number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ocellus::tools {

// Those that this folder reads or writes.
enum class Builtin : std::int32_t {
  kAdd = 0,
  kAveragePool2d = 1,
  kConcatenation = 2,
  kConv2d = 3,
  kDepthwiseConv2d = 4,
  kDepthToSpace = 5,
  kDequantize = 6,
  kFullyConnected = 9,
  kL2Normalization = 11,
  kLogistic = 14,
  kMaxPool2d = 17,
  kMul = 18,
  kRelu = 19,
  kReluN1To1 = 20,
  kRelu6 = 21,
  kReshape = 22,
  kResizeBilinear = 23,
  kSoftmax = 25,
  kSpaceToDepth = 26,
  kTanh = 28,
  kCustom = 32,
  kPad = 34,
  kGather = 36,
  kBatchToSpaceNd = 37,
  kSpaceToBatchNd = 38,
  kTranspose = 39,
  kMean = 40,
  kSub = 41,
  kSqueeze = 43,
  kStridedSlice = 45,
  kSplit = 49,
  kCast = 53,
  kPrelu = 54,
  kMaximum = 55,
  kArgMax = 56,
  kMinimum = 57,
  kPadV2 = 60,
  kSlice = 65,
  kTransposeConv = 67,
  kExpandDims = 70,
  kSum = 74,
  kShape = 77,
  kReduceMax = 82,
  kPack = 83,
  kUnpack = 88,
  kResizeNearestNeighbor = 97,
  kLeakyRelu = 98,
  kMirrorPad = 100,
  kSplitV = 102,
  kQuantize = 114,
  kHardSwish = 117,
  kDensify = 124,
};

// The name of any operator, known to Ocellus or not; "operator code 999" for a number that the
// format had not given out when this was written.
std::string builtin_name(std::int32_t code);

}  // namespace ocellus::tools
