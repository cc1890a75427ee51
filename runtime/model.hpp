// What a compiled model offers: emitted by `ocellus compile`, one object per ISA.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/isa.hpp"

namespace ocellus {

class Team;  // runtime/threads/team.hpp

enum class ElementType : std::uint8_t { kInt8, kUint8, kFloat32, kInt32, kInt64 };

// One input or output. It lives inside the arena, so that whoever produces an input writes it in
// place. Inputs may be overwritten by a run; outputs are valid until the next write to the arena.
struct ModelTensor {
  std::string_view name;
  std::array<std::int32_t, 4> shape;  // unused leading dimensions are 1
  float scale;              // of int8 and uint8: real = scale * (q - zero_point); 1 of others
  std::int32_t zero_point;  // 0 of others
  std::size_t offset;       // bytes from the start of the arena, a multiple of an element's
  std::size_t size;         // bytes; dense, row-major
  ElementType type = ElementType::kInt8;
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
  // The part that member number `member` of `team` has in a run. All members, 0 to team.size() - 1,
  // call it at the same time with the same arena, and each returns when the run is over; the same
  // bits as run(). team.size() is at most `most_threads`; null when that is 1.
  std::uint32_t most_threads = 1;
  void (*run_share)(std::byte* arena, Team& team, std::uint32_t member) noexcept = nullptr;

  // The bytes of an input or output: its values where its type is int8.
  std::span<std::int8_t> input(std::byte* arena, std::size_t index) const {
    const ModelTensor& t = inputs[index];
    return {reinterpret_cast<std::int8_t*>(arena + t.offset), t.size};
  }
  std::span<const std::int8_t> output(const std::byte* arena, std::size_t index) const {
    const ModelTensor& t = outputs[index];
    return {reinterpret_cast<const std::int8_t*>(arena + t.offset), t.size};
  }
};

// One operator of a model by itself, for what measures them one by one: emitted on request.
struct ModelStep {
  std::string_view label;  // "12 (CONV_2D), 1x19x19x96 -> 1x19x19x576"
  std::uint64_t macs;
  void (*run)(std::byte* arena) noexcept;
};

}  // namespace ocellus
