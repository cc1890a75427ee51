#include "tools/ocellus/onnx/layout.hpp"

#include <cstring>

namespace ocellus::tools {

std::vector<std::int64_t> by_onnx_axis(std::span<const std::int32_t> values) {
  std::vector<std::int64_t> ordered(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) ordered[onnx_axis(values.size(), i)] = values[i];
  return ordered;
}

std::vector<std::byte> transposed(std::span<const std::byte> data, std::size_t width,
                                  std::span<const std::int32_t> shape,
                                  std::span<const std::int64_t> permutation) {
  const std::size_t rank = shape.size();
  std::vector<std::size_t> strides(rank, width);
  for (std::size_t i = rank; i-- > 1;) {
    strides[i - 1] = strides[i] * static_cast<std::size_t>(shape[i]);
  }
  std::vector<std::byte> made(data.size());
  std::vector<std::int32_t> at(rank, 0);  // in the result
  for (std::size_t to = 0; to < made.size(); to += width) {
    std::size_t from = 0;
    for (std::size_t i = 0; i < rank; ++i) {
      from += static_cast<std::size_t>(at[i]) * strides[static_cast<std::size_t>(permutation[i])];
    }
    std::memcpy(&made[to], &data[from], width);
    for (std::size_t i = rank; i-- > 0;) {
      if (++at[i] < shape[static_cast<std::size_t>(permutation[i])]) break;
      at[i] = 0;
    }
  }
  return made;
}

}  // namespace ocellus::tools
