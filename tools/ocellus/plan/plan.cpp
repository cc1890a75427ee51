#include "tools/ocellus/plan/plan.hpp"

#include <utility>

#include "tools/ocellus/plan/arena.hpp"
#include "tools/ocellus/plan/liveness.hpp"
#include "tools/ocellus/plan/schedule.hpp"

namespace ocellus::tools {

Plan make_plan(const Program& program, std::span<const std::size_t> scratch_bytes) {
  Schedule schedule = find_schedule(program, scratch_bytes);
  Liveness liveness = analyse(program, schedule.order, scratch_bytes);

  // One buffer for each storage that is a piece of memory of its own, then one for each scratch.
  std::vector<Buffer> buffers;
  std::vector<std::size_t> buffer_of_storage(program.storages.size(), 0);
  std::vector<std::size_t> buffer_of_step(program.steps.size(), 0);
  for (std::size_t id = 0; id < program.storages.size(); ++id) {
    const Lifetime& lifetime = liveness.lifetimes[id];
    if (liveness.representative[id] != static_cast<StorageId>(id)) continue;
    if (lifetime.first > lifetime.last) continue;  // nothing touches it
    buffer_of_storage[id] = buffers.size();
    buffers.push_back({program.storages[id].bytes, lifetime.first, lifetime.last});
  }
  for (std::size_t position = 0; position < schedule.order.size(); ++position) {
    const std::size_t step = schedule.order[position];
    if (scratch_bytes[step] == 0) continue;
    buffer_of_step[step] = buffers.size();
    buffers.push_back({scratch_bytes[step], position, position});
  }
  const Arena arena = place_buffers(buffers);

  Plan plan;
  plan.arena_bytes = arena.bytes;
  plan.lower_bound = arena.lower_bound;
  plan.peak_position = liveness.peak_position;
  plan.order_proved = schedule.proved;
  for (std::size_t id = 0; id < program.storages.size(); ++id) {
    const auto owner = static_cast<std::size_t>(liveness.representative[id]);
    const bool touched = liveness.lifetimes[owner].first <= liveness.lifetimes[owner].last;
    plan.storage_offsets.push_back(touched ? arena.offsets[buffer_of_storage[owner]] : 0);
  }
  for (std::size_t step = 0; step < program.steps.size(); ++step) {
    plan.scratch_offsets.push_back(scratch_bytes[step] == 0 ? 0
                                                            : arena.offsets[buffer_of_step[step]]);
  }
  plan.order = std::move(schedule.order);
  plan.live_bytes = std::move(liveness.live_bytes);
  return plan;
}

}  // namespace ocellus::tools
