// Where everything lies in the arena, and in which order the steps run.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tools/ocellus/plan/program.hpp"

namespace ocellus::tools {

struct Plan {
  std::vector<std::size_t> order;            // indices into program.steps
  std::vector<std::size_t> storage_offsets;  // by StorageId, bytes from the arena's start
  std::vector<std::size_t> scratch_offsets;  // by step
  std::vector<std::size_t> live_bytes;       // by position in `order`
  std::size_t arena_bytes = 0;
  // No plan of this order can need less: the largest of live_bytes, of aligned buffers.
  std::size_t lower_bound = 0;
  std::size_t peak_position = 0;  // where in `order`
  bool order_proved = false;      // no order has a smaller lower bound

  std::size_t offset(const Place& place) const {
    return storage_offsets[static_cast<std::size_t>(place.storage)] + place.offset;
  }
  std::size_t peak_step() const { return order[peak_position]; }
};

// `scratch_bytes` is by step of `program`. One plan serves every ISA of a board when it is given
// the largest scratch of them (see pack.hpp): the arena has to be as large as the largest anyway.
Plan make_plan(const Program& program, std::span<const std::size_t> scratch_bytes);

}  // namespace ocellus::tools
