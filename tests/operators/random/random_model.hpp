// Random models of one operator, and random small graphs of many: the same for the same seed on
// every machine.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/operators/random/draft.hpp"

namespace ocellus::random {

struct RandomModel {
  std::string name;
  schema::ModelT model;
  std::vector<Bytes> inputs;  // raw bytes, in the order of the model's inputs
  Bytes file() const;         // the model as a .tflite file
};

// By their names in the format, in alphabetical order; TFLite_Detection_PostProcess comes last.
std::span<const std::string_view> operator_names();

// `index` into operator_names().
RandomModel random_model(std::size_t index, std::uint64_t seed);

// About `layers` operators in a row with branches, residuals, concatenations and splits.
RandomModel random_graph(std::uint64_t seed, int layers);

}  // namespace ocellus::random
