// Reading a table of a file whose offsets nobody vouches for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace ocellus::tools {

// The `index`-th T of a table at `offset`, if it lies inside the file.
template <typename T>
std::optional<T> table_entry(std::span<const std::byte> file, std::uint64_t offset,
                             std::uint64_t index) {
  if (offset > file.size() || index >= (file.size() - offset) / sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, file.data() + offset + index * sizeof(T), sizeof(T));
  return value;
}

}  // namespace ocellus::tools
