// What each operator without weights computes, in float32, before its fused activation.
//
// Straight from attributes.hpp; sums run in the order of the input's elements. Indices and fillers
// are as the importer promises them. An operator keeps nothing between runs.
#pragma once

#include <cstdint>
#include <span>

#include "tools/ocellus/graph/attributes.hpp"

namespace ocellus::tools::reference {

using Shape = std::span<const std::int32_t>;

struct Operand {
  std::span<const float> values;
  Shape shape;
};
struct Result {
  std::span<float> values;
  Shape shape;
};

using Operands = std::span<const Operand>;
using Results = std::span<const Result>;

// elementwise.cpp
void compute(const ArithmeticAttributes& a, Operands in, Results out);
void compute(const PreluAttributes& a, Operands in, Results out);
// RELU, RELU_N1_TO_1 and RELU6 count as fused activations of a copy: the values as they are.
void compute(const UnaryAttributes& a, Operands in, Results out);

// reductions.cpp
void compute(const SoftmaxAttributes& a, Operands in, Results out);
void compute(const L2NormalizationAttributes& a, Operands in, Results out);
void compute(const ReduceAttributes& a, Operands in, Results out);
void compute(const ArgMaxAttributes& a, Operands in, Results out);  // the index as a value

// windows.cpp
void compute(const PoolAttributes& a, Operands in, Results out);
void compute(const ResizeAttributes& a, Operands in, Results out);

// move.cpp
void compute(const ReshapeAttributes& a, Operands in, Results out);
void compute(const QuantizeAttributes& a, Operands in, Results out);  // a copy: grids are integers'
void compute(const PadAttributes& a, Operands in, Results out);
void compute(const SliceAttributes& a, Operands in, Results out);
void compute(const TransposeAttributes& a, Operands in, Results out);
void compute(const GatherAttributes& a, Operands in, Results out);
void compute(const BlockAttributes& a, Operands in, Results out);
void compute(const BatchBlockAttributes& a, Operands in, Results out);

// join.cpp
void compute(const ConcatenationAttributes& a, Operands in, Results out);
void compute(const SplitAttributes& a, Operands in, Results out);
void compute(const PackAttributes& a, Operands in, Results out);
void compute(const UnpackAttributes& a, Operands in, Results out);

}  // namespace ocellus::tools::reference
