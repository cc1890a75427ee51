// For tests: a small graph for each operator and each way in which a file can say it, beside those
// of sample_graphs.hpp.
#pragma once

#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/tflite/sample_graphs.hpp"

namespace ocellus::tools {

// Each of one operator, float or int8 as far as the operator allows.
std::vector<SampleGraph> sample_operators(DataType type);

}  // namespace ocellus::tools
