// How each operator of the graph stands in a file, with the version that its types need.
#pragma once

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/tflite/file_writer.hpp"

namespace ocellus::tools {

// In export_window.cpp.
void write(FileWriter& file, const Operator& op, const Conv2dAttributes& attributes);
void write(FileWriter& file, const Operator& op, const DepthwiseConv2dAttributes& attributes);
void write(FileWriter& file, const Operator& op, const TransposeConvAttributes& attributes);
void write(FileWriter& file, const Operator& op, const FullyConnectedAttributes& attributes);
void write(FileWriter& file, const Operator& op, const PoolAttributes& attributes);
void write(FileWriter& file, const Operator& op, const ResizeAttributes& attributes);

// In export_elementwise.cpp.
void write(FileWriter& file, const Operator& op, const ArithmeticAttributes& attributes);
void write(FileWriter& file, const Operator& op, const PreluAttributes& attributes);
void write(FileWriter& file, const Operator& op, const UnaryAttributes& attributes);
void write(FileWriter& file, const Operator& op, const QuantizeAttributes& attributes);
void write(FileWriter& file, const Operator& op, const DequantizeAttributes& attributes);
void write(FileWriter& file, const Operator& op, const SoftmaxAttributes& attributes);
void write(FileWriter& file, const Operator& op, const L2NormalizationAttributes& attributes);
void write(FileWriter& file, const Operator& op, const ReduceAttributes& attributes);
void write(FileWriter& file, const Operator& op, const ArgMaxAttributes& attributes);
void write(FileWriter& file, const Operator& op, const DetectionPostProcessAttributes& attributes);

// In export_moves.cpp.
void write(FileWriter& file, const Operator& op, const ReshapeAttributes& attributes);
void write(FileWriter& file, const Operator& op, const PadAttributes& attributes);
void write(FileWriter& file, const Operator& op, const ConcatenationAttributes& attributes);
void write(FileWriter& file, const Operator& op, const SplitAttributes& attributes);
void write(FileWriter& file, const Operator& op, const SliceAttributes& attributes);
void write(FileWriter& file, const Operator& op, const TransposeAttributes& attributes);
void write(FileWriter& file, const Operator& op, const PackAttributes& attributes);
void write(FileWriter& file, const Operator& op, const UnpackAttributes& attributes);
void write(FileWriter& file, const Operator& op, const GatherAttributes& attributes);
void write(FileWriter& file, const Operator& op, const BlockAttributes& attributes);
void write(FileWriter& file, const Operator& op, const BatchBlockAttributes& attributes);
// PAD with zeros, also where only another operator's attributes ask for it.
void write_pad(FileWriter& file, TensorId input, TensorId output, const PadAttributes& pad);

}  // namespace ocellus::tools
