// Constants that a file stores sparse.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/tflite/tensors.hpp"

namespace ocellus::tools {

namespace schema {
struct Sparsity;
}

inline constexpr std::size_t kMostSparseElements = std::size_t{1} << 24;

// Puts `values`, whose places `sparsity` tells, into the row-major `dense` bytes of `tensor` (of
// which shape and type are read), between zeros.
//
// Source of the layout: "Tensor algebra compilation" by Kjolstad and others, whose levels the
// format follows; its dimensions may be divided into blocks.
Refusal densify(const schema::Sparsity& sparsity, const Tensor& tensor,
                std::span<const std::byte> values, std::vector<std::byte>& dense);

}  // namespace ocellus::tools
