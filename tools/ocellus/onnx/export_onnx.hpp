// An int8 graph as an ONNX file that ONNX Runtime runs on integers, to be measured against.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

struct OnnxExport {
  std::vector<std::byte> bytes;  // the file
  // Operators whose RELU, RELU6 or RELU_N1_TO_1 is a Clip of its own: "12 CONV_2D". Of the others
  // it vanishes, because its bounds are the ends of uint8 under the output's scale.
  std::vector<std::string> clips;
};

// Inputs and outputs are the graph's, in its own layout (pictures NHWC), as uint8: each byte is the
// int8 value plus 128, and so is its zero point. Inside, pictures are NCHW, and transposes stand
// only where the layout shows: at inputs, outputs, RESHAPE and TRANSPOSE. PAD and activations are
// folded first, as for our own kernels (fold.hpp).
//
// Fails, naming each with the reason, when there are operators that ONNX cannot say so or that
// nobody needed yet. `description` is kept in the file; `where` is what failures call the graph.
Result<OnnxExport> export_onnx(Graph graph, std::string_view description, const std::string& where);

}  // namespace ocellus::tools
