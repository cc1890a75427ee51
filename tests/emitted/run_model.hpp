// Runs an emitted model on inputs that are the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "runtime/model.hpp"

namespace ocellus {

// Pseudo-random bytes (splitmix64) that depend on the seed only.
inline void fill_random(std::span<std::int8_t> values, std::uint64_t seed) {
  for (std::int8_t& value : values) {
    std::uint64_t z = (seed += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    value = static_cast<std::int8_t>(z >> 56);
  }
}

struct OneThread {
  static void run(const Model& model, std::byte* arena) { model.run(arena); }
};

// The outputs, one after another, after inputs filled from `seed`, in an arena that held something
// else before. `runner` runs it: the thread that calls, or a crew.
template <typename Arena, typename Runner = OneThread>
std::vector<std::int8_t> run_model(const Model& model, std::uint64_t seed, Runner&& runner = {}) {
  const auto arena = std::make_unique<Arena>();
  fill_random({reinterpret_cast<std::int8_t*>(arena->bytes), model.arena_bytes}, ~seed);
  for (std::size_t i = 0; i < model.inputs.size(); ++i) {
    fill_random(model.input(arena->bytes, i), seed + i);
  }
  runner.run(model, arena->bytes);
  std::vector<std::int8_t> outputs;
  for (std::size_t i = 0; i < model.outputs.size(); ++i) {
    const auto output = model.output(arena->bytes, i);
    outputs.insert(outputs.end(), output.begin(), output.end());
  }
  return outputs;
}

// FNV-1a.
inline std::uint64_t checksum(std::span<const std::int8_t> values) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const std::int8_t value : values) {
    hash = (hash ^ static_cast<std::uint8_t>(value)) * 0x100000001B3U;
  }
  return hash;
}

}  // namespace ocellus
