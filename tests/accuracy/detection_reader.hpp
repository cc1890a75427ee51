// A detector's two outputs, float or int8, as detections: both go through the same decoder.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "tests/accuracy/family.hpp"
#include "tests/accuracy/scenes.hpp"
#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/program.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tests {

// An output as it lies in memory.
using FloatOutputs = std::span<const std::vector<float>>;
using Int8Outputs = std::span<const std::span<const std::int8_t>>;

class DetectionReader {
 public:
  virtual ~DetectionReader() = default;

  // Best first, at the family's weak score or better. Outputs in the order of the model.
  virtual std::vector<Finding> read(FloatOutputs outputs, const Scene& scene) = 0;
  virtual std::vector<Finding> read(Int8Outputs outputs, const Scene& scene) = 0;
};

// Fails when the outputs are not the described ones.
tools::Result<std::unique_ptr<DetectionReader>> open_reader(const DetectorFamily& family,
                                                            const tools::Graph& exact,
                                                            const tools::Program& quantized);

}  // namespace ocellus::tests
