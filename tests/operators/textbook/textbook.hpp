// An independent model of TensorFlow Lite's int8 specification, as the TensorFlow Lite Micro
// reference kernels compute it, written from the published formulas and apart from every kernel of
// this project: it knows the file format and nothing else of it.
#pragma once

#include <vector>

#include "tests/operators/textbook/tensor.hpp"

namespace ocellus::textbook {

// Runs the first subgraph: `inputs` are the raw bytes of its inputs, in their order. Returns every
// tensor of the subgraph, by its number, with its values.
std::vector<Tensor> run(const schema::ModelT& model, const std::vector<Bytes>& inputs);

}  // namespace ocellus::textbook
