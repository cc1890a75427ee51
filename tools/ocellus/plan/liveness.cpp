#include "tools/ocellus/plan/liveness.hpp"

#include <algorithm>
#include <numeric>
#include <type_traits>
#include <variant>

namespace ocellus::tools {
namespace {

std::size_t index(StorageId id) { return static_cast<std::size_t>(id); }

bool fills_its_storage(const Program& program, const Place& place) {
  return place.offset == 0 && place.bytes == program.storages[index(place.storage)].bytes;
}

bool overlap(const Place& a, const Place& b) {
  return a.storage == b.storage && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
}

bool feeds(const Step& writer, const Step& reader) {
  return std::ranges::any_of(reader.inputs, [&](const Place& read) {
    return std::ranges::any_of(writer.outputs,
                               [&](const Place& written) { return overlap(read, written); });
  });
}

bool is_output(const Program& program, StorageId storage) {
  return std::ranges::any_of(program.outputs,
                             [&](const Port& port) { return port.place.storage == storage; });
}

// Whether the kernel reads each element before it writes the one in its place.
bool writes_over_inputs(const Call& call) {
  return std::visit(
      [](const auto& op) {
        using Op = std::decay_t<decltype(op)>;
        if constexpr (requires { Op::kWritesOverInputs; }) return Op::kWritesOverInputs;
        return std::is_same_v<Op, kernels::Add>;
      },
      call);
}

// Lifetimes as if every storage stood alone.
std::vector<Lifetime> separate_lifetimes(const Program& program,
                                         std::span<const std::size_t> order) {
  const std::size_t end = order.empty() ? 0 : order.size() - 1;
  constexpr auto kNever = static_cast<std::size_t>(-1);
  std::vector<Lifetime> lifetimes(program.storages.size(), {kNever, 0});
  const auto touch = [&](StorageId storage, std::size_t position) {
    Lifetime& lifetime = lifetimes[index(storage)];
    lifetime.first = std::min(lifetime.first, position);
    lifetime.last = std::max(lifetime.last, position);
  };
  for (const Port& port : program.inputs) touch(port.place.storage, 0);
  for (std::size_t position = 0; position < order.size(); ++position) {
    const Step& step = program.steps[order[position]];
    for (const Place& place : step.inputs) {
      if (place.storage != kConstants) touch(place.storage, position);
    }
    for (const Place& place : step.outputs) touch(place.storage, position);
  }
  for (const Port& port : program.outputs) touch(port.place.storage, end);
  return lifetimes;
}

}  // namespace

std::vector<std::vector<std::size_t>> predecessors(const Program& program) {
  std::vector<std::vector<std::size_t>> result(program.steps.size());
  for (std::size_t reader = 0; reader < program.steps.size(); ++reader) {
    for (std::size_t writer = 0; writer < program.steps.size(); ++writer) {
      if (writer != reader && feeds(program.steps[writer], program.steps[reader])) {
        result[reader].push_back(writer);
      }
    }
  }
  return result;
}

std::vector<StorageId> overwritable(const Program& program, const Step& step) {
  std::vector<StorageId> result;
  if (!writes_over_inputs(step.call)) return result;
  const Place& output = step.outputs[0];  // element-wise kernels have no other
  if (!fills_its_storage(program, output)) return result;
  for (const Place& place : step.inputs) {
    if (place.storage == kConstants || place.bytes != output.bytes) continue;
    // Another input that lies inside the first would be read after it is overwritten.
    const bool alone = std::ranges::all_of(step.inputs, [&](const Place& other) {
      return other.storage != place.storage || fills_its_storage(program, other);
    });
    if (alone && fills_its_storage(program, place) && !is_output(program, place.storage)) {
      result.push_back(place.storage);
    }
  }
  return result;
}

Liveness analyse(const Program& program, std::span<const std::size_t> order,
                 std::span<const std::size_t> scratch_bytes) {
  Liveness result;
  result.lifetimes = separate_lifetimes(program, order);
  result.representative.resize(program.storages.size());
  std::iota(result.representative.begin(), result.representative.end(), StorageId{0});

  // In the order's direction, so that a chain of additions hands one storage all the way down.
  for (std::size_t position = 0; position < order.size(); ++position) {
    const Step& step = program.steps[order[position]];
    for (const StorageId candidate : overwritable(program, step)) {
      const StorageId heir = step.outputs[0].storage;
      if (result.lifetimes[index(candidate)].last != position) continue;
      const StorageId owner = result.representative[index(candidate)];
      result.representative[index(heir)] = owner;
      result.lifetimes[index(owner)].last = result.lifetimes[index(heir)].last;
      break;
    }
  }

  result.live_bytes.assign(order.size(), 0);
  for (std::size_t id = 0; id < program.storages.size(); ++id) {
    if (index(result.representative[id]) != id) {
      result.lifetimes[id] = result.lifetimes[index(result.representative[id])];
      continue;
    }
    const Lifetime& lifetime = result.lifetimes[id];
    for (std::size_t at = lifetime.first; at <= lifetime.last && at < order.size(); ++at) {
      result.live_bytes[at] += program.storages[id].bytes;
    }
  }
  for (std::size_t position = 0; position < order.size(); ++position) {
    result.live_bytes[position] += scratch_bytes[order[position]];
    if (result.live_bytes[position] > result.peak_bytes) {
      result.peak_bytes = result.live_bytes[position];
      result.peak_position = position;
    }
  }
  return result;
}

}  // namespace ocellus::tools
