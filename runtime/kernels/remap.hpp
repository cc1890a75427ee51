// Every operator that moves values without changing them: PAD, SLICE, TRANSPOSE, GATHER,
// CONCATENATION, nearest-neighbour RESIZE and their kin, for elements of any width.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "runtime/kernels/operands.hpp"

namespace ocellus::kernels {

// For each index (i0, i1, ...) inside the dimensions' sizes, a run of `run_bytes` is copied
//   from  input  + first + source0(i0) + source1(i1) + ...
//   to    output + stride0 * i0 + stride1 * i1 + ...
// or filled with the byte `fill` where any source is -1. Input and output do not overlap; the
// output may be part of a larger tensor. Sources, strides and runs are in bytes.
//
// With run_bytes 0 the runs have lengths of their own: one for each index of the last dimension,
// behind that dimension's table, and they follow each other in the output.
//
// Constants: the tables, int32.
struct Remap {
  static constexpr std::size_t kMostDimensions = 6;
  static constexpr std::int32_t kNoTable = -1;
  static constexpr std::int32_t kFill = -1;

  struct Dimension {
    std::uint32_t size = 1;
    std::uint32_t stride = 0;       // in the output
    std::int32_t step = 0;          // source(i) = step * i where there is no table
    std::int32_t table = kNoTable;  // where in the constants the sources begin, in entries
    bool operator==(const Dimension&) const = default;
  };

  std::uint32_t dimensions = 1;  // 1 .. kMostDimensions
  std::uint32_t run_bytes = 0;
  std::uint32_t first = 0;
  std::uint8_t fill = 0;
  std::array<Dimension, kMostDimensions> shape = {};  // the outermost first

  bool operator==(const Remap&) const = default;
};

// A few bytes in pieces that may overlap, without a call. `put` writes the piece of a given size at
// an offset.
template <typename Put>
[[gnu::always_inline]] inline void in_pieces(std::size_t bytes, Put put) {
  if (bytes >= 16) {
    for (std::size_t i = 0; i < bytes - 16; i += 16) put.template operator()<16>(i);
    put.template operator()<16>(bytes - 16);
  } else if (bytes >= 8) {
    put.template operator()<8>(0);
    put.template operator()<8>(bytes - 8);
  } else if (bytes >= 4) {
    put.template operator()<4>(0);
    put.template operator()<4>(bytes - 4);
  } else {
    for (std::size_t i = 0; i < bytes; ++i) put.template operator()<1>(i);
  }
}

// Where words may lie anywhere in memory, a call of memcpy or memset takes longer than up to so
// many bytes.
inline constexpr std::size_t kShortRun = sizeof(void*) == 8 ? 64 : 0;

[[gnu::always_inline]] inline void copy_run(std::byte* to, const std::byte* from,
                                            std::size_t bytes) {
  if (bytes > kShortRun) {
    std::memcpy(to, from, bytes);
    return;
  }
  in_pieces(
      bytes, [=]<std::size_t kBytes>(std::size_t at)
                 __attribute__((always_inline)) { std::memcpy(to + at, from + at, kBytes); });
}

[[gnu::always_inline]] inline void fill_run(std::byte* to, std::uint8_t value, std::size_t bytes) {
  if (bytes > kShortRun) {
    std::memset(to, value, bytes);
    return;
  }
  in_pieces(
      bytes, [=]<std::size_t kBytes>(std::size_t at)
                 __attribute__((always_inline)) { std::memset(to + at, value, kBytes); });
}

// Moves the runs along the last dimension; `from` is null where all of them are filled.
[[gnu::always_inline]] inline void remap_row(const Remap& op, const std::int32_t* tables,
                                             const std::byte* from, std::byte* to) {
  const Remap::Dimension row = op.shape[op.dimensions - 1];
  const std::int32_t* const sources = row.table < 0 ? nullptr : tables + row.table;
  for (std::uint32_t i = 0; i < row.size; ++i) {
    const std::int32_t source =
        sources == nullptr ? row.step * static_cast<std::int32_t>(i) : sources[i];
    const std::size_t bytes =
        op.run_bytes != 0 ? op.run_bytes : static_cast<std::size_t>(sources[row.size + i]);
    if (from == nullptr || (sources != nullptr && source == Remap::kFill)) {
      fill_run(to, op.fill, bytes);
    } else {
      copy_run(to, from + source, bytes);
    }
    to += op.run_bytes != 0 ? row.stride : bytes;
  }
}

[[gnu::always_inline]] inline void run(const Remap& op, const Operands& at) {
  const auto* const tables = reinterpret_cast<const std::int32_t*>(at.constants);
  const std::uint32_t outer = op.dimensions - 1;
  std::uint32_t index[Remap::kMostDimensions] = {};
  for (;;) {
    const std::byte* from = at.inputs[0] + op.first;
    std::byte* to = at.outputs[0];
    bool filled = false;
    for (std::uint32_t d = 0; d < outer; ++d) {
      const Remap::Dimension& dimension = op.shape[d];
      to += std::size_t{dimension.stride} * index[d];
      if (dimension.table < 0) {
        from += static_cast<std::ptrdiff_t>(dimension.step) * index[d];
        continue;
      }
      const std::int32_t source = tables[dimension.table + static_cast<std::int32_t>(index[d])];
      filled = filled || source == Remap::kFill;
      from += source;
    }
    remap_row(op, tables, filled ? nullptr : from, to);
    std::uint32_t d = outer;
    while (d > 0 && ++index[d - 1] == op.shape[d - 1].size) index[--d] = 0;
    if (d == 0) return;
  }
}

}  // namespace ocellus::kernels
