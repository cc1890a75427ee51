// An int8 graph as a flat list of kernel calls on named pieces of memory.
//
// A program does not know an ISA: packing, scratch and the way of requantizing come later. It owns
// the parameters it needs, so the graph it was made from may go away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/kernels/kernel_set.hpp"
#include "runtime/kernels/operators.hpp"
#include "runtime/kernels/portable_operators.hpp"
#include "tools/ocellus/graph/graph.hpp"

namespace ocellus::tools {

// One piece of working memory, which one or several tensors live in.
using StorageId = std::int32_t;
inline constexpr StorageId kNoStorage = -1;  // constants and tensors that no step touches
inline constexpr StorageId kConstants = -2;  // the step's own constants, in read-only memory

struct Storage {
  std::size_t bytes = 0;
};

// Where an activation lies: RESHAPE's output lies where its input does, and the parts of a
// concatenation lie inside the whole.
struct Place {
  StorageId storage = kNoStorage;
  std::size_t offset = 0;  // bytes from the storage's start
  std::size_t bytes = 0;
};

// Conv2d or DepthwiseConv2d with its parameters as the file has them.
template <typename Op>
struct Convolution {
  Op op;
  std::vector<std::int8_t> filter;
  std::vector<std::int32_t> bias;  // empty for zeros
  std::vector<kernels::Multiplier> multipliers;

  kernels::ConvParameters parameters() const {
    return {.filter = filter, .bias = bias, .multipliers = multipliers};
  }
};

template <typename List, typename... More>
struct VariantOf;
template <typename... Ops, typename... More>
struct VariantOf<kernels::OperatorList<Ops...>, More...> {
  using Type = std::variant<More..., Ops...>;
};

using Call = VariantOf<kernels::PortableOperators, Convolution<kernels::Conv2d>,
                       Convolution<kernels::DepthwiseConv2d>, kernels::Add>::Type;

struct Step {
  Call call;
  std::vector<Place> inputs;
  std::vector<Place> outputs;
  std::vector<std::byte> constants;  // of a portable operator: its tables, then constant inputs
  std::size_t scratch_bytes = 0;     // of a portable operator
  std::int32_t source_index = 0;     // the operator's place in the file
  std::string operator_name;         // TensorFlow Lite's: "CONV_2D"
  std::string tensor_name;           // of the first output
  std::string shapes;                // "1x300x300x3 -> 1x150x150x32", for comments and reports
  std::uint64_t macs = 0;
};

// A graph's input or output.
struct Port {
  std::string name;
  DataType type = DataType::kInt8;
  std::vector<std::int32_t> shape;
  float scale = 1;  // of quantized types
  std::int32_t zero_point = 0;
  Place place;
};

struct Program {
  std::vector<Step> steps;
  std::vector<Storage> storages;
  std::vector<Place> places;  // by TensorId of the graph
  std::vector<Port> inputs;
  std::vector<Port> outputs;
};

}  // namespace ocellus::tools
