// A graph as a standard .tflite file, which any other tool can open.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// Writes `graph`, float or int8, to `path`; `description` is kept in the file for people. Explicit
// padding becomes SAME or VALID where one of them says the same, otherwise a PAD operator stands
// before the convolution. A convolution without a bias gets one of zeros, which the format
// leaves optional but its interpreter asks for. What is written has passed import_tflite: a graph
// that breaks the rules stated there fails with the importer's words, and nothing is written.
Result<Done> export_tflite(const Graph& graph, const std::string& path,
                           std::string_view description);

// The same into memory, not yet checked.
std::vector<std::byte> tflite_bytes(const Graph& graph, std::string_view description);

}  // namespace ocellus::tools
