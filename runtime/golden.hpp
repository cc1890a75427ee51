// What a compiled model computes of one fixed input, operator by operator: what a device holds its
// own weights, kernels and processor against. Emitted by `ocellus compile --golden`, which has the
// scalar kernels compute it; a program that does not use it leaves it out when it is linked with
// --gc-sections. Checksums are CRC-32C.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/model.hpp"

namespace ocellus {

// What an operator leaves in the arena.
struct GoldenTensor {
  std::uint32_t step;    // of run_step: all of the bytes are known behind it
  std::uint32_t offset;  // bytes from the start of the arena
  std::uint32_t size;    // bytes
  std::uint32_t checksum;
};

struct Golden {
  const Model* model;
  std::span<const std::byte> weights;  // as the model's kernels read them
  std::uint32_t weights_checksum;
  std::uint32_t outputs_checksum;  // of all the model's outputs, one after another
  // In the order of the steps, to be looked at before the next one runs. Nearly every step has its
  // own; parts of a concatenation that lie between each other come with the last of them.
  std::span<const GoldenTensor> tensors;
  std::span<const std::uint8_t> kernel_of_step;
  std::span<const std::string_view> kernels;  // "conv2d_s8", as kernel_of_step counts them
  // Step number `step`, below kernel_of_step.size(), and nothing else: by the very code that
  // model->run executes.
  void (*run_step)(std::byte* arena, std::uint32_t step) noexcept;
};

// Writes the fixed input number `index` of a model: noise for quantized types (splitmix64), noise
// of -1 to 1 in steps of 1/128 for floats, zeros for indices.
inline void fill_golden_input(ElementType type, std::size_t index, std::span<std::byte> bytes) {
  std::uint64_t state = 0x6f63656c6c7573 + index;  // "ocellus"
  const auto noise = [&state] {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<std::uint8_t>(z >> 56);
  };
  switch (type) {
    case ElementType::kInt8:
    case ElementType::kUint8:
      for (std::byte& byte : bytes) byte = std::byte{noise()};
      break;
    case ElementType::kFloat32:
      for (std::size_t at = 0; at + sizeof(float) <= bytes.size(); at += sizeof(float)) {
        const float value = (static_cast<float>(noise()) - 128.0F) / 128.0F;
        __builtin_memcpy(bytes.data() + at, &value, sizeof(float));
      }
      break;
    case ElementType::kInt32:
    case ElementType::kInt64:
      for (std::byte& byte : bytes) byte = std::byte{0};
      break;
  }
}

// All inputs of `model`, in its arena.
inline void fill_golden_inputs(const Model& model, std::byte* arena) {
  for (std::size_t i = 0; i < model.inputs.size(); ++i) {
    const ModelTensor& input = model.inputs[i];
    fill_golden_input(input.type, i, {arena + input.offset, input.size});
  }
}

}  // namespace ocellus
