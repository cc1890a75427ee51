// Byte offsets for pieces of memory that need to exist at different times.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ocellus::tools {

inline constexpr std::size_t kArenaAlignment = 64;  // of every buffer: a cache line, a ZMM register

// What must have memory of its own from position `first` to position `last`, both included.
struct Buffer {
  std::size_t bytes = 0;
  std::size_t first = 0;
  std::size_t last = 0;
};

struct Arena {
  std::vector<std::size_t> offsets;  // by buffer, multiples of kArenaAlignment
  std::size_t bytes = 0;             // the end of the last buffer, rounded up to kArenaAlignment
  std::size_t lower_bound = 0;       // the most that exists at once, each buffer rounded up so
};

// Places every buffer so that no two that exist at the same time overlap. Finding the smallest
// arena is NP-hard (dynamic storage allocation); buffers are placed one after another, each at the
// lowest gap that takes it, in several orders known to work well, and the best of them is then
// improved by exchanging places in the order, until the arena is as small as its lower bound
// or `attempts` are used up. The result depends on nothing but the arguments.
Arena place_buffers(std::span<const Buffer> buffers, std::size_t attempts = 4000);

}  // namespace ocellus::tools
