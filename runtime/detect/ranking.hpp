// The best few of many, in room fixed beforehand.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace ocellus {

// Holds the `Capacity` entries of highest `score` that were added, best first. Of equals, the
// earlier stands first and, when there is room for one only, stays.
template <typename Entry, std::size_t Capacity>
class Ranking {
 public:
  void clear() { count_ = 0; }

  void add(const Entry& entry) {
    if (count_ == Capacity) {
      if (!(entry.score > entries_[Capacity - 1].score)) return;
      --count_;
    }
    std::size_t at = count_++;
    for (; at > 0 && entry.score > entries_[at - 1].score; --at) entries_[at] = entries_[at - 1];
    entries_[at] = entry;
  }

  std::span<Entry> entries() { return std::span(entries_).first(count_); }

 private:
  std::size_t count_ = 0;
  std::array<Entry, Capacity> entries_ = {};
};

}  // namespace ocellus
