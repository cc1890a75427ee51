// Runs an int8 graph on this machine with the kernels of any ISA it has, shapes known at run time.
//
// Every activation keeps memory of its own, so after a run each operator's output can be read: the
// per-layer comparisons of the accuracy judge and the check of emitted code are made with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/isa.hpp"
#include "runtime/kernels/kernel_set.hpp"
#include "tools/ocellus/graph/graph.hpp"
#include "tools/ocellus/plan/pack.hpp"
#include "tools/ocellus/plan/program.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

class Interpreter {
 public:
  // Lowers the graph and packs its weights; the graph may go away afterwards. Fails as lower()
  // does, or when this program has no kernels for `isa`. Whether the CPU can run them is for the
  // caller to know (platform/linux/cpu.hpp).
  static Result<Interpreter> load(const Graph& graph, Isa isa = Isa::kScalar);
  // The same for another machine to run (emulate/): only run() may not be called.
  static Result<Interpreter> prepare(const Graph& graph, Isa isa);

  std::size_t inputs() const { return program_.inputs.size(); }
  std::size_t outputs() const { return program_.outputs.size(); }

  // To be written before a run; a run leaves it as it is.
  std::span<std::byte> input(std::size_t index);
  // Valid after a run.
  std::span<const std::byte> output(std::size_t index) const;
  // Any activation of the graph by its TensorId: after a run, the output of its operator. Empty
  // for constants.
  std::span<const std::byte> tensor(TensorId id) const;

  void run();

  const Program& program() const { return program_; }
  const PackedProgram& packed() const { return packed_; }
  // Where all activations lie, each at the offset of its place.
  std::span<std::byte> memory() { return {memory_.data(), scratch_offset_}; }
  std::span<const std::byte> memory() const { return {memory_.data(), scratch_offset_}; }
  std::size_t offset(const Place& place) const {
    return offsets_[static_cast<std::size_t>(place.storage)] + place.offset;
  }
  std::size_t scratch_bytes() const { return memory_.size() - scratch_offset_; }

 private:
  Interpreter() = default;
  std::byte* at(const Place& place) { return memory_.data() + offset(place); }
  const std::byte* at(const Place& place) const { return memory_.data() + offset(place); }

  const kernels::KernelSet* kernels_ = nullptr;
  Program program_;
  PackedProgram packed_;
  AlignedBytes memory_;
  std::vector<std::size_t> offsets_;  // by StorageId
  std::size_t scratch_offset_ = 0;
};

// The bytes of an int8 tensor as its values.
inline std::span<std::int8_t> as_int8(std::span<std::byte> bytes) {
  return {reinterpret_cast<std::int8_t*>(bytes.data()), bytes.size()};
}
inline std::span<const std::int8_t> as_int8(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const std::int8_t*>(bytes.data()), bytes.size()};
}

}  // namespace ocellus::tools
