// Where pictures lie: TensorFlow Lite has NHWC, ONNX has NCHW. Tensors of other ranks are the same
// in both.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ocellus::tools {

// Permutations as ONNX's Transpose takes them.
using Permutation = std::array<std::int64_t, 4>;
inline constexpr Permutation kPictureToOnnx = {0, 3, 1, 2};
inline constexpr Permutation kPictureFromOnnx = {0, 2, 3, 1};

// ONNX's axis for `axis` of a tensor of that rank.
constexpr std::size_t onnx_axis(std::size_t rank, std::size_t axis) {
  constexpr std::size_t kPicture[] = {0, 2, 3, 1};
  return rank == 4 ? kPicture[axis] : axis;
}

// One value for each axis (a shape, an amount), in ONNX's order.
std::vector<std::int64_t> by_onnx_axis(std::span<const std::int32_t> values);

// The elements of `data` (`width` bytes each, row-major, of that shape) reordered as Transpose
// does.
std::vector<std::byte> transposed(std::span<const std::byte> data, std::size_t width,
                                  std::span<const std::int32_t> shape,
                                  std::span<const std::int64_t> permutation);

}  // namespace ocellus::tools
