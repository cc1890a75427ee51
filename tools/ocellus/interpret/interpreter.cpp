#include "tools/ocellus/interpret/interpreter.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "tools/ocellus/interpret/execute.hpp"
#include "tools/ocellus/plan/lower.hpp"

namespace ocellus::tools {
namespace {

// What one run may take. Files can ask for more than a machine has.
constexpr std::size_t kMostBytes = std::size_t{2} << 30;

constexpr std::size_t aligned(std::size_t bytes) {
  return (bytes + kPackedAlignment - 1) / kPackedAlignment * kPackedAlignment;
}

}  // namespace

Result<Interpreter> Interpreter::load(const Graph& graph, Isa isa) {
  const kernels::KernelSet* const kernels = kernels::kernel_set(isa);
  if (kernels == nullptr) {
    return Failure{"--isa " + std::string(name(isa)),
                   "this program was built without kernels for it",
                   "choose an ISA of this machine's architecture, such as scalar"};
  }
  Result<Interpreter> prepared = prepare(graph, isa);
  if (prepared.ok()) prepared.value().kernels_ = kernels;
  return prepared;
}

Result<Interpreter> Interpreter::prepare(const Graph& graph, Isa isa) {
  Interpreter interpreter;
  Result<Program> program = lower(graph);
  if (!program.ok()) return program.failure();
  interpreter.program_ = std::move(program.value());
  std::size_t bytes = 0;
  for (const Storage& storage : interpreter.program_.storages) {
    interpreter.offsets_.push_back(bytes);
    bytes += aligned(storage.bytes);
  }
  if (bytes > kMostBytes) {
    return Failure{"model",
                   "its activations need " + std::to_string(bytes >> 20) + " MiB, more than " +
                       std::to_string(kMostBytes >> 20),
                   "use smaller inputs"};
  }
  interpreter.packed_ = pack(interpreter.program_, isa);
  interpreter.scratch_offset_ = bytes;
  std::size_t scratch = 0;
  for (const PackedStep& step : interpreter.packed_.steps) {
    scratch = std::max(scratch, step.scratch_bytes);
  }
  interpreter.memory_ = AlignedBytes(bytes + scratch);
  return interpreter;
}

std::span<std::byte> Interpreter::input(std::size_t index) {
  const Place& place = program_.inputs[index].place;
  return {at(place), place.bytes};
}

std::span<const std::byte> Interpreter::output(std::size_t index) const {
  const Place& place = program_.outputs[index].place;
  return {at(place), place.bytes};
}

std::span<const std::byte> Interpreter::tensor(TensorId id) const {
  const Place& place = program_.places[static_cast<std::size_t>(id)];
  if (place.storage == kNoStorage) return {};
  return {at(place), place.bytes};
}

void Interpreter::run() {
  std::byte* const scratch = memory_.data() + scratch_offset_;
  for (std::size_t i = 0; i < program_.steps.size(); ++i) {
    execute(
        program_, packed_, i, *kernels_, [&](const Place& place) { return at(place); }, scratch);
  }
}

}  // namespace ocellus::tools
