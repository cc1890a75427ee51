// What an operator of the graph does, apart from the tensors it reads and writes.
//
// Several operators of TensorFlow Lite that differ only in how they say something share one struct;
// names(...) in graph.cpp gives each its own name back. Axes count from the front, sizes are in
// elements, windows and paddings in pixels. Activations flow in NHWC; a batch may be larger than 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace ocellus::tools {

enum class Activation : std::uint8_t { kNone, kRelu, kReluN1To1, kRelu6 };

// What lies before the first and after the last row and column, in pixels: SAME and VALID and
// folded PAD operators all become this.
struct Padding {
  std::int32_t top = 0, bottom = 0, left = 0, right = 0;
  bool operator==(const Padding&) const = default;
};

// Operators with weights. ---------------------------------------------------------------------

// Inputs: activation NHWC, filter OHWI, bias or kNoTensor. Grouped where the filter has fewer
// input channels than the activation, which then is a multiple of them.
struct Conv2dAttributes {
  std::int32_t stride_y = 1, stride_x = 1;
  std::int32_t dilation_y = 1, dilation_x = 1;
  Padding padding = {};
  Activation activation = Activation::kNone;
  bool operator==(const Conv2dAttributes&) const = default;
};
// Inputs: activation NHWC, filter 1HWC, bias or kNoTensor.
struct DepthwiseConv2dAttributes {
  std::int32_t stride_y = 1, stride_x = 1;
  std::int32_t dilation_y = 1, dilation_x = 1;
  Padding padding = {};
  Activation activation = Activation::kNone;
  bool operator==(const DepthwiseConv2dAttributes&) const = default;
};
// Inputs: activation NHWC, filter OHWI, bias or kNoTensor. Input pixel (y, x) adds its products to
// the outputs from (y * stride_y - padding.top, x * stride_x - padding.left) on.
struct TransposeConvAttributes {
  std::int32_t stride_y = 1, stride_x = 1;
  Padding padding = {};
  Activation activation = Activation::kNone;
  bool operator==(const TransposeConvAttributes&) const = default;
};
// Inputs: activation whose elements are rows of `depth`, weights [outputs, depth], bias or
// kNoTensor.
struct FullyConnectedAttributes {
  Activation activation = Activation::kNone;
  bool operator==(const FullyConnectedAttributes&) const = default;
};

// Element by element. -------------------------------------------------------------------------

enum class Arithmetic : std::uint8_t { kAdd, kSub, kMul, kMaximum, kMinimum };

// Inputs: two tensors of one type whose shapes broadcast, not both constant.
struct ArithmeticAttributes {
  Arithmetic kind = Arithmetic::kAdd;
  Activation activation = Activation::kNone;  // of ADD, SUB and MUL
  bool operator==(const ArithmeticAttributes&) const = default;
};
// Inputs: activation, constant slopes that broadcast to its shape.
struct PreluAttributes {
  bool operator==(const PreluAttributes&) const = default;
};

enum class Unary : std::uint8_t {
  kRelu,
  kReluN1To1,
  kRelu6,
  kHardSwish,
  kLogistic,
  kTanh,
  kLeakyRelu
};

struct UnaryAttributes {
  Unary kind = Unary::kRelu;
  float alpha = 0;  // the slope of LEAKY_RELU below 0
  bool operator==(const UnaryAttributes&) const = default;
};
// float32 or another scale or zero point, or uint8, in; int8 out (uint8 only as a graph's output).
struct QuantizeAttributes {
  bool operator==(const QuantizeAttributes&) const = default;
};
struct DequantizeAttributes {  // int8 or uint8 in, float32 out
  bool operator==(const DequantizeAttributes&) const = default;
};

// Over rows, windows and axes. ----------------------------------------------------------------

struct SoftmaxAttributes {  // over the last axis
  float beta = 1;
  bool operator==(const SoftmaxAttributes&) const = default;
};
struct L2NormalizationAttributes {  // over the last axis
  bool operator==(const L2NormalizationAttributes&) const = default;
};

enum class Pooling : std::uint8_t { kAverage, kMax };

struct PoolAttributes {
  Pooling kind = Pooling::kAverage;
  std::int32_t height = 1, width = 1;
  std::int32_t stride_y = 1, stride_x = 1;
  Padding padding = {};
  Activation activation = Activation::kNone;
  bool operator==(const PoolAttributes&) const = default;
};

enum class Reduction : std::uint8_t { kMean, kSum, kMax };

struct ReduceAttributes {  // the output's shape says whether reduced axes stay, with size 1
  Reduction kind = Reduction::kMean;
  std::vector<std::int32_t> axes;  // ascending, without repetition
  bool operator==(const ReduceAttributes&) const = default;
};
struct ArgMaxAttributes {  // int32 or int64 out; the first of equals
  std::int32_t axis = 0;
  bool operator==(const ArgMaxAttributes&) const = default;
};

enum class Interpolation : std::uint8_t { kBilinear, kNearest };

struct ResizeAttributes {  // the new size is the output's
  Interpolation kind = Interpolation::kBilinear;
  bool align_corners = false;
  bool half_pixel_centers = false;
  bool operator==(const ResizeAttributes&) const = default;
};

// Moving values without changing them. --------------------------------------------------------

struct ReshapeAttributes {  // RESHAPE, SQUEEZE, EXPAND_DIMS: the new shape is the output's
  bool operator==(const ReshapeAttributes&) const = default;
};

enum class PadMode : std::uint8_t {
  kZero,       // zeros in real units
  kValue,      // PADV2: the second input, a constant of one element of the activation's type
  kReflect,    // MIRROR_PAD without the border itself
  kSymmetric,  // MIRROR_PAD with it
};

struct PadAttributes {  // per dimension before and after
  std::vector<std::int32_t> before, after;
  PadMode mode = PadMode::kZero;
  bool operator==(const PadAttributes&) const = default;
};
struct ConcatenationAttributes {
  std::int32_t axis = 0;
  bool operator==(const ConcatenationAttributes&) const = default;
};
struct SplitAttributes {  // SPLIT and SPLIT_V: the sizes are the outputs'
  std::int32_t axis = 0;
  bool operator==(const SplitAttributes&) const = default;
};
// SLICE and STRIDED_SLICE: `count` elements along each dimension of the input, from `begin` in
// steps of `stride`, which may be negative. The output has as many elements, in whatever shape.
struct SliceAttributes {
  std::vector<std::int32_t> begin, stride, count;
  bool operator==(const SliceAttributes&) const = default;
};
struct TransposeAttributes {  // dimension i of the output is dimension permutation[i] of the input
  std::vector<std::int32_t> permutation;
  bool operator==(const TransposeAttributes&) const = default;
};
struct PackAttributes {  // joins tensors of one shape along a new axis
  std::int32_t axis = 0;
  bool operator==(const PackAttributes&) const = default;
};
struct UnpackAttributes {  // one output for each index of an axis, which goes away
  std::int32_t axis = 0;
  bool operator==(const UnpackAttributes&) const = default;
};
// output[b..., o..., i..., r...] = input[b..., o..., indices[b..., i...], r...] where b are the
// first `batch_dimensions` and o the dimensions up to `axis`.
struct GatherAttributes {
  std::int32_t axis = 0;
  std::int32_t batch_dimensions = 0;
  std::vector<std::int32_t> indices;      // each at least 0 and inside the axis
  std::vector<std::int32_t> index_shape;  // empty for a single index
  bool operator==(const GatherAttributes&) const = default;
};

enum class Block : std::uint8_t { kSpaceToDepth, kDepthToSpace };

struct BlockAttributes {
  Block kind = Block::kSpaceToDepth;
  std::int32_t size = 1;
  bool operator==(const BlockAttributes&) const = default;
};

enum class BatchBlock : std::uint8_t { kSpaceToBatch, kBatchToSpace };

// Of NHWC or NHC tensors; `block`, `before` and `after` have one entry for each spatial dimension.
// The latter two pad the input of SPACE_TO_BATCH_ND with real 0 and crop the output of
// BATCH_TO_SPACE_ND.
struct BatchBlockAttributes {
  BatchBlock kind = BatchBlock::kSpaceToBatch;
  std::vector<std::int32_t> block, before, after;
  bool operator==(const BatchBlockAttributes&) const = default;
};

// The custom operator TFLite_Detection_PostProcess. Inputs: box encodings [1, anchors, 4 or more],
// scores [1, anchors, classes or classes + 1], constant anchors [anchors, 4] as float32 or
// quantized. Outputs, float32: boxes [1, d, 4], classes [1, d], scores [1, d], count [1].
struct DetectionPostProcessAttributes {
  std::int32_t max_detections = 0;
  std::int32_t max_classes_per_detection = 1;
  std::int32_t detections_per_class = 100;
  bool use_regular_nms = false;
  float score_threshold = 0;
  float iou_threshold = 0;
  std::int32_t classes = 0;
  float y_scale = 1, x_scale = 1, h_scale = 1, w_scale = 1;
  bool operator==(const DetectionPostProcessAttributes&) const = default;
};

using Attributes =
    std::variant<Conv2dAttributes, DepthwiseConv2dAttributes, TransposeConvAttributes,
                 FullyConnectedAttributes, ArithmeticAttributes, PreluAttributes, UnaryAttributes,
                 QuantizeAttributes, DequantizeAttributes, SoftmaxAttributes,
                 L2NormalizationAttributes, PoolAttributes, ReduceAttributes, ArgMaxAttributes,
                 ResizeAttributes, ReshapeAttributes, PadAttributes, ConcatenationAttributes,
                 SplitAttributes, SliceAttributes, TransposeAttributes, PackAttributes,
                 UnpackAttributes, GatherAttributes, BlockAttributes, BatchBlockAttributes,
                 DetectionPostProcessAttributes>;

}  // namespace ocellus::tools
