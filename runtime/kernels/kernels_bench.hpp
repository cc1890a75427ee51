// For kernels_bench: the detector's layers as a compiled model calls them, every shape a constant.
// One table per ISA, in kernels_bench__ISA.cpp, compiled with that ISA's flags.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/ssd_mobilenet_v2_layers.hpp"

namespace ocellus::kernels {

struct BenchLayer {
  void (*convolve)(const std::int8_t* input, const std::byte* packed, std::int8_t* output,
                   std::byte* scratch) = nullptr;
  void (*add)(const std::int8_t* first, const std::int8_t* second, std::int8_t* output) = nullptr;
};

using BenchNetwork = std::array<BenchLayer, kSsdLayerCount>;

extern const BenchNetwork kBenchNetwork__avx2;
extern const BenchNetwork kBenchNetwork__avx512vnni;

// Typical parameters of an addition in the detector.
constexpr Add bench_add(const Extent& extent) {
  Add op;
  op.size = static_cast<std::uint32_t>(extent.bytes());
  op.first_zero_point = 3;
  op.second_zero_point = -7;
  op.first = {1 << 30, 0};
  op.second = {1717986918, -1};
  op.sum = {1288490188, -18};
  op.quantized.zero_point = 5;
  return op;
}

// The way of requantizing that the convolutions are compiled with; the bench checks that it is the
// one that packing chooses.
template <typename Op>
constexpr Op with_requantize(Op op, Requantize requantize) {
  op.requantize = requantize;
  return op;
}

}  // namespace ocellus::kernels
