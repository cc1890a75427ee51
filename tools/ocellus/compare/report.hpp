// A comparison, for people and for programs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/ocellus/compare/comparison.hpp"

namespace ocellus::tools::compare {

enum class Order : std::uint8_t {
  kOwn,    // the layer that adds most noise of its own first
  kTotal,  // the layer that most noise has reached first
  kFile,   // as the int8 model runs them
};

struct Subject {
  std::string model;
  std::string int8 = {};         // the file, or empty: quantized for the occasion
  std::size_t quantized_on = 0;  // pictures, when it was
  std::size_t compared_on = 0;   // pictures
  bool seen_before = false;      // the quantizer knew the pictures compared on
};

// Indices into `layers`; equals stay in the model's order.
std::vector<std::size_t> ordered(const std::vector<Layer>& layers, Order order);

// A line for each of the first `count` layers, and what the columns mean.
std::string table(const Subject& subject, const Comparison& comparison, Order order,
                  std::size_t count);

// One JSON document: {"model":...,"int8":...|null,"pictures":{"quantized_on":n,"compared_on":n,
// "seen_before":b},"layers_compared":n,"layers_without_counterpart":n,"layers":[{"index":n,
// "operator":...,"output":n,"tensor":...,"shape":[...],"snr_db":x,"largest_error":x,
// "largest_error_steps":x,"own_snr_db":x|null,"own_largest_error":x|null,
// "own_largest_error_steps":x|null,"clipped":x,"channels_rescaled":b,"model_output":b}]}
std::string json(const Subject& subject, const Comparison& comparison, Order order,
                 std::size_t count);

}  // namespace ocellus::tools::compare
