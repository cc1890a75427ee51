// What several import functions ask of an operator's tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/graph/window.hpp"
#include "tools/ocellus/tflite/tensors.hpp"

namespace ocellus::tools {

namespace schema {
enum class PaddingRule : std::int8_t;
}

// "[1, 8, 8, 3]".
std::string text(const std::vector<std::int32_t>& shape);
std::string shapes_differ(const Tensor& input, const Tensor& output);

// `tensor` is float32 or int8, and int8 has one scale. Of an operand, which may be constant.
Refusal check_operand(const Tensor& tensor);
// The same, and it is computed.
Refusal check_activation(const Tensor& tensor);
// Both are activations of one type. What only moves values copies int8 as it is: like the
// reference, it does not compare scales and zero points.
Refusal check_one_type(const Tensor& input, const Tensor& output);
// The output is int8 with exactly this scale and zero point, or float32: the format prescribes it.
Refusal check_fixed_output(const Tensor& output, float scale, std::int32_t zero_point);
// By the rules of NumPy the shapes of the inputs broadcast to the output's.
Refusal check_broadcast(const Tensor& first, const Tensor& second, const Tensor& output);

// The graph's form of a fused activation function, a number in the file.
Refusal fused_activation(std::int32_t code, Activation& made);

// The padding that the file's rule gives a sliding window, whose positions are the output's pixels.
Refusal window_padding(schema::PaddingRule rule, Sliding rows, Sliding columns,
                       const Tensor& output, Padding& made);

// Far above what any network uses in a filter, a stride or a dilation; keeps every sum of positions
// inside 32 bits.
inline constexpr std::int32_t kMostStep = 4096;
constexpr bool sensible(std::int32_t step) { return step >= 1 && step <= kMostStep; }

// A short list of whole numbers held in a constant: amounts of padding, axes, sizes.
std::optional<std::vector<std::int64_t>> constant_integers(const Tensor& tensor,
                                                           std::size_t most = 32);

// `axis`, counted from the back when negative, as one of `rank`; nothing when it is outside.
std::optional<std::int32_t> resolve_axis(std::int64_t axis, std::size_t rank);
// The same of a constant that holds one number.
Refusal constant_axis(const Tensor& tensor, std::size_t rank, std::int32_t& axis);

}  // namespace ocellus::tools
