// What a compiled model offers: emitted by `ocellus compile`, one object per ISA.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/isa.hpp"

namespace ocellus {

// One input or output. It lives inside the arena, so that whoever produces an input writes it in
// place. Inputs may be overwritten by a run; outputs are valid until the next write to the arena.
struct ModelTensor {
  std::string_view name;
  std::array<std::int32_t, 4> shape;  // unused leading dimensions are 1
  float scale;                        // real = scale * (q - zero_point)
  std::int32_t zero_point;
  std::size_t offset;  // bytes from the start of the arena
  std::size_t size;    // bytes; int8, dense, row-major
};

struct Model {
  std::string_view name;
  Isa isa;
  std::size_t arena_bytes;        // 64-byte aligned working memory, contents undefined before
  std::size_t arena_lower_bound;  // no plan of the same schedule can need less
  std::size_t read_only_bytes;    // packed weights
  std::uint64_t macs;             // multiply-accumulates of one run
  std::span<const ModelTensor> inputs;
  std::span<const ModelTensor> outputs;
  void (*run)(std::byte* arena) noexcept;

  std::span<std::int8_t> input(std::byte* arena, std::size_t index) const {
    const ModelTensor& t = inputs[index];
    return {reinterpret_cast<std::int8_t*>(arena + t.offset), t.size};
  }
  std::span<const std::int8_t> output(const std::byte* arena, std::size_t index) const {
    const ModelTensor& t = outputs[index];
    return {reinterpret_cast<const std::int8_t*>(arena + t.offset), t.size};
  }
};

}  // namespace ocellus
