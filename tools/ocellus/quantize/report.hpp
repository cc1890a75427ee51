// What the quantizer did, for people and for programs.
#pragma once

#include <string>

#include "tools/ocellus/quantize/quantize.hpp"

namespace ocellus::tools::quantize {

// A table with one line per operator, and the trials with their losses.
std::string table(const Quantized& quantized);

// One JSON document: {"model":...,"output":...,"pictures":{"calibration":n,"kept_aside":n},
// "trials":[{"relevant":b,"equalised":b,"clipped":b,"biases_corrected":b,"loss":x,"chosen":b}],
// "layers":[{"index":n,"operator":...,"tensor":...,"seen":[low,high],"scale":x,"zero_point":n,
// "snr_db":x,"floored_channels":n,"equalised":b,"shared_grid":b,"heavy_tail":b}]}
std::string json(const Quantized& quantized, const std::string& model, const std::string& output);

}  // namespace ocellus::tools::quantize
