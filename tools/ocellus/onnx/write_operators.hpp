// How each operator stands in an ONNX file. A refusal says why it cannot; then nothing of the file
// is used.
#pragma once

#include <optional>
#include <string>

#include "tools/ocellus/onnx/onnx_writer.hpp"

namespace ocellus::tools {

using OnnxRefusal = std::optional<std::string>;

// In write_products.cpp.
OnnxRefusal write(OnnxWriter& file, const Operator& op, const Conv2dAttributes& attributes);
OnnxRefusal write(OnnxWriter& file, const Operator& op,
                  const DepthwiseConv2dAttributes& attributes);
OnnxRefusal write(OnnxWriter& file, const Operator& op, const FullyConnectedAttributes& attributes);

// In write_values.cpp.
OnnxRefusal write(OnnxWriter& file, const Operator& op, const ArithmeticAttributes& attributes);
OnnxRefusal write(OnnxWriter& file, const Operator& op, const UnaryAttributes& attributes);
OnnxRefusal write(OnnxWriter& file, const Operator& op, const SoftmaxAttributes& attributes);
OnnxRefusal write(OnnxWriter& file, const Operator& op, const PoolAttributes& attributes);
OnnxRefusal write(OnnxWriter& file, const Operator& op, const ReduceAttributes& attributes);

// In write_moves.cpp.
OnnxRefusal write(OnnxWriter& file, const Operator& op, const ReshapeAttributes& attributes);
OnnxRefusal write(OnnxWriter& file, const Operator& op, const PadAttributes& attributes);
OnnxRefusal write(OnnxWriter& file, const Operator& op, const ConcatenationAttributes& attributes);
OnnxRefusal write(OnnxWriter& file, const Operator& op, const TransposeAttributes& attributes);

// All others.
template <typename Other>
OnnxRefusal write(OnnxWriter&, const Operator&, const Other&) {
  return "has no counterpart in what is exported";
}

}  // namespace ocellus::tools
