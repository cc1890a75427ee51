// A .tflite file into a graph. The file may come from anywhere: nothing in it is trusted.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

inline constexpr std::size_t kMostModelBytes = std::size_t{1} << 29;
inline constexpr std::size_t kMostOperators = 16384;
inline constexpr std::size_t kMostTensors = 65536;
inline constexpr std::size_t kMostOperatorInputs = 65536;  // of all operators together

// Every operator is either understood or refused by name; a failure names all that are refused.
// What holds for a graph that comes out, beside what graph.hpp says:
// - activations are float32 or int8, int8 ones with one scale each; uint8 stands only in inputs
//   that QUANTIZE or DEQUANTIZE read and in outputs that QUANTIZE makes, int32 and int64 only in
//   the outputs of ARG_MAX. Every operator but QUANTIZE, DEQUANTIZE, ARG_MAX and the post-process
//   reads and writes one type;
// - shapes, axes, windows and scales agree as attributes.hpp says; pictures may come in batches;
// - filters, biases and slopes are constants, float ones finite; int8 filters have zero point 0 and
//   one scale for each output channel, FULLY_CONNECTED may have one for all; no 32-bit number on
//   the way can overflow (see check_int8.hpp);
// - convolutions and FULLY_CONNECTED have three inputs, the last may be kNoTensor; what an operator
//   reads beside its activations (shapes, axes, amounts) is in its attributes and not an input;
// - operators that move values have one scale and zero point on both sides, except MAXIMUM and
//   MINIMUM, which compare bytes, and pooling, where the scales may differ by 1e-6;
// - file_operators lists all operators of the file;
// - inputs are distinct, outputs are computed, both have at most four dimensions;
// - names are printable UTF-8 of at most 255 bytes, not necessarily distinct.
Result<Graph> import_tflite(const std::string& path);

// The same from memory; `file` is what failures call it.
Result<Graph> import_tflite(std::span<const std::byte> bytes, const std::string& file);

}  // namespace ocellus::tools
