#include "tools/ocellus/plan/arena.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <tuple>
#include <utility>

namespace ocellus::tools {
namespace {

constexpr std::size_t aligned(std::size_t bytes) {
  return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment;
}

bool coexist(const Buffer& a, const Buffer& b) { return a.first <= b.last && b.first <= a.last; }

// The most that exists at once, in whole alignment units: no placement gets below it.
std::size_t most_at_once(std::span<const Buffer> buffers) {
  std::size_t most = 0;
  for (const Buffer& at : buffers) {  // the sum can only rise where a buffer begins
    std::size_t sum = 0;
    for (const Buffer& buffer : buffers) {
      if (buffer.first <= at.first && at.first <= buffer.last) sum += aligned(buffer.bytes);
    }
    most = std::max(most, sum);
  }
  return most;
}

// Each buffer, in this order, at the lowest gap that takes it.
Arena place_in_order(std::span<const Buffer> buffers, std::span<const std::size_t> order) {
  Arena arena;
  arena.offsets.resize(buffers.size());
  std::vector<std::size_t> placed;  // by offset
  placed.reserve(buffers.size());
  for (const std::size_t id : order) {
    std::size_t offset = 0;
    for (const std::size_t other : placed) {
      if (!coexist(buffers[id], buffers[other])) continue;
      if (arena.offsets[other] >= offset + aligned(buffers[id].bytes)) break;
      offset = std::max(offset, arena.offsets[other] + aligned(buffers[other].bytes));
    }
    arena.offsets[id] = offset;
    arena.bytes = std::max(arena.bytes, offset + aligned(buffers[id].bytes));
    const auto at = std::ranges::upper_bound(
        placed, offset, {}, [&](std::size_t other) { return arena.offsets[other]; });
    placed.insert(at, id);
  }
  return arena;
}

// Orders to begin with: the large and the long-lived are the hardest to place late.
std::vector<std::vector<std::size_t>> first_orders(std::span<const Buffer> buffers) {
  const auto length = [](const Buffer& b) { return b.last - b.first + 1; };
  const auto sorted_by = [&](auto key) {
    std::vector<std::size_t> order(buffers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(
        order, [&](std::size_t a, std::size_t b) { return key(buffers[a]) > key(buffers[b]); });
    return order;
  };
  return {
      sorted_by([](const Buffer& b) { return b.bytes; }),
      sorted_by([&](const Buffer& b) { return b.bytes * length(b); }),
      sorted_by([&](const Buffer& b) { return std::pair(length(b), b.bytes); }),
      sorted_by([](const Buffer& b) { return std::pair(~b.first, b.bytes); }),
      sorted_by([](const Buffer& b) { return std::pair(b.last, b.bytes); }),
  };
}

}  // namespace

Arena place_buffers(std::span<const Buffer> buffers, std::size_t attempts) {
  Arena best;
  if (buffers.empty()) return best;
  const std::size_t lower_bound = most_at_once(buffers);
  std::vector<std::size_t> order;
  for (std::vector<std::size_t>& candidate : first_orders(buffers)) {
    Arena arena = place_in_order(buffers, candidate);
    if (order.empty() || arena.bytes < best.bytes) {
      best = std::move(arena);
      order = std::move(candidate);
    }
  }

  std::minstd_rand random(1);  // always the same numbers: the same model gives the same code
  Arena current = best;
  for (std::size_t i = 0; i < attempts && best.bytes > lower_bound; ++i) {
    // Take a buffer that ends at the top and put it earlier in the order.
    std::vector<std::size_t> at_top;
    for (std::size_t rank = 1; rank < order.size(); ++rank) {
      const std::size_t id = order[rank];
      if (current.offsets[id] + aligned(buffers[id].bytes) == current.bytes) at_top.push_back(rank);
    }
    std::size_t from = 1 + random() % std::max<std::size_t>(order.size() - 1, 1);
    if (!at_top.empty() && random() % 2 == 0) from = at_top[random() % at_top.size()];
    if (from >= order.size()) break;
    std::vector<std::size_t> changed = order;
    std::swap(changed[from], changed[random() % from]);
    Arena arena = place_in_order(buffers, changed);
    if (arena.bytes > current.bytes) continue;
    current = std::move(arena);
    order = std::move(changed);
    if (current.bytes < best.bytes) best = current;
  }
  best.lower_bound = lower_bound;
  return best;
}

}  // namespace ocellus::tools
