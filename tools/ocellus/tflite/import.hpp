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
// - its activations are all float32 or all int8, int8 ones with one scale each;
// - shapes of operators' inputs and outputs agree, pictures have batch 1;
// - filters and biases are constants, float ones finite; int8 filters have zero point 0 and one
//   scale for each output channel; no 32-bit sum can overflow (see check_int8.hpp);
// - convolutions have three inputs, the last may be kNoTensor;
// - inputs are distinct, outputs are computed, both have at most four dimensions;
// - names are printable UTF-8 of at most 255 bytes, not necessarily distinct.
Result<Graph> import_tflite(const std::string& path);

// The same from memory; `file` is what failures call it.
Result<Graph> import_tflite(std::span<const std::byte> bytes, const std::string& file);

}  // namespace ocellus::tools
