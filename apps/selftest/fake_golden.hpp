// For tests: two small models on one set of kernels, whose faults are chosen.
#pragma once

#include <signal.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "drivers/storage/crc32c.hpp"
#include "runtime/golden.hpp"

namespace ocellus::selftest {

// Before it computes, a step of the models asks this; true: its values are to be wrong.
inline std::function<bool(int model, std::uint32_t step)> g_step_fault;
inline bool g_network_fault = false;

// Three steps on an arena of 256 bytes: 16 bytes of input, and 16 of each step at 64, 128 and 192.
class FakeModel {
 public:
  static constexpr std::size_t kArenaBytes = 256;
  static constexpr std::uint32_t kSteps = 3;

  static constexpr std::uint32_t at(std::uint32_t step) { return 64 * (step + 1); }

  template <int kModel>
  static void compute(std::byte* arena, std::uint32_t step, bool wrong) {
    for (std::uint32_t i = 0; i < 16; ++i) {
      const auto before = static_cast<unsigned>(arena[at(step) - 64 + i]);
      const unsigned noise = 17 * step + i + kModel;
      arena[at(step) + i] = static_cast<std::byte>((before * 5 + noise) ^ (wrong ? 4U : 0U));
    }
  }
  template <int kModel>
  static void run_step(std::byte* arena, std::uint32_t step) noexcept {
    compute<kModel>(arena, step, g_step_fault && g_step_fault(kModel, step));
  }
  template <int kModel>
  static void run(std::byte* arena) noexcept {
    for (std::uint32_t step = 0; step < kSteps; ++step) {
      compute<kModel>(arena, step, g_network_fault);
    }
  }

  template <int kModel>
  static FakeModel make(std::string_view name, std::array<std::uint8_t, kSteps> kernels) {
    FakeModel fake;
    fake.kernel_of_step_ = kernels;
    fake.model_.name = name;
    fake.model_.isa = Isa::kScalar;
    fake.model_.arena_bytes = kArenaBytes;
    fake.model_.run = run<kModel>;
    fake.golden_.run_step = run_step<kModel>;
    alignas(64) std::array<std::byte, kArenaBytes> arena = {};
    fill_golden_input(ElementType::kInt8, 0, std::span(arena).first(16));
    for (std::uint32_t step = 0; step < kSteps; ++step) {
      compute<kModel>(arena.data(), step, false);
      const auto tensor = std::span<const std::byte>(arena).subspan(at(step), 16);
      fake.tensors_[step] = {step, at(step), 16, storage::crc32c(tensor)};
    }
    for (std::size_t i = 0; i < fake.weights_.size(); ++i) fake.weights_[i] = std::byte(i * 7);
    return fake;
  }

  // Refers to this object, and is valid as long as it stays where it is.
  const Golden& golden() {
    model_.inputs = inputs_;
    model_.outputs = outputs_;
    golden_.model = &model_;
    golden_.weights = weights_;
    golden_.tensors = tensors_;
    golden_.kernel_of_step = kernel_of_step_;
    golden_.kernels = kernels_;
    if (golden_.outputs_checksum == 0) {
      golden_.weights_checksum = storage::crc32c(weights_);
      golden_.outputs_checksum = tensors_.back().checksum;
    }
    return golden_;
  }
  std::array<std::byte, 100>& weights() { return weights_; }

 private:
  std::array<ModelTensor, 1> inputs_ = {{{"in", {1, 1, 1, 16}, 1, 0, 0, 16}}};
  std::array<ModelTensor, 1> outputs_ = {{{"out", {1, 1, 1, 16}, 1, 0, 192, 16}}};
  std::array<std::byte, 100> weights_ = {};
  std::array<GoldenTensor, kSteps> tensors_ = {};
  std::array<std::uint8_t, kSteps> kernel_of_step_ = {};
  std::array<std::string_view, 3> kernels_ = {"first", "second", "third"};
  Model model_ = {};
  Golden golden_ = {};
};

}  // namespace ocellus::selftest
