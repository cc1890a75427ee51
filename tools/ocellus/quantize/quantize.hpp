// Post-training quantization: a float graph and some pictures become an int8 graph.
//
// Which rules help depends on the model, so several ways are tried, and the one that disturbs the
// outputs least on pictures kept aside wins. Nothing here knows any model.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/quantize/grid.hpp"
#include "tools/ocellus/quantize/statistics.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::quantize {

// One way of quantizing, and how it did.
struct Trial {
  bool relevant = false;   // values counted by what a detector's findings depend on (relevance.hpp)
  bool equalised = false;  // channels of inner tensors brought to similar ranges
  bool clipped = false;    // inner ranges by least squares instead of everything seen
  bool biases_corrected = false;
  // Mean over outputs of the bounded error (Error::bounded), or detection_loss().
  double loss = 0;
};

// What became of one operator; of several outputs, the first stands for all.
struct LayerReport {
  std::int32_t source_index = 0;  // the operator's place in the file
  std::string operator_name;      // "CONV_2D"
  std::string tensor;             // its output
  Range seen;                     // on the calibration pictures
  Grid grid;
  double decibels = 0;       // signal to noise, int8 against float, on the pictures kept aside
  std::int32_t floored = 0;  // channels whose weight scale the bias decided
  bool equalised = false;    // its output's channels were rescaled
  bool shared = false;       // grid shared with neighbours (grid_rules.hpp)
  bool heavy_tail = false;   // an output whose range leaves out rare values far from the rest
};

struct Quantized {
  Graph graph;
  std::vector<LayerReport> layers;
  std::vector<Trial> trials;
  std::size_t chosen = 0;         // index into trials
  std::size_t calibrated_on = 0;  // pictures
  // Those of them that judged the trials, calibrated on the others; 0: too few, the same ones
  // judged.
  std::size_t kept_aside = 0;
  // By TensorId of `graph`: what each channel was multiplied by; empty: nothing.
  std::vector<std::vector<float>> channel_factors;
};

// `step` is called for each of kSteps steps, before it is done.
inline constexpr std::size_t kSteps = 23;
using Step = std::function<void()>;

// `graph`: float, one input, as imported. `pictures`: at least one, values of that input. Trials do
// without every fourth, which judges them; of fewer than four, all do both. The way that wins is
// calibrated again on all. `input_range` is what the input's grid spans. Same
// arguments, same result.
Result<Quantized> quantize(const Graph& graph, const Inputs& pictures, Range input_range,
                           const Step& step = {});

}  // namespace ocellus::tools::quantize
