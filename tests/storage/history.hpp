// What a log must hold after a crash.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ocellus::tests {

// Records by their numbers, which are never used twice: one that was given up and comes back is
// found out.
struct History {
  std::vector<std::uint32_t> acknowledged;  // in order
  std::vector<std::uint32_t> pending;  // behind them: on their way, or seen and not yet lasting
  // On their way at an earlier crash, not found after it, and no record was acknowledged since.
  // What the next one leaves torn at the same place may complete one of these.
  std::vector<std::uint32_t> cut_off;
  std::size_t oldest = 0;  // of the acknowledged, the first that must not have been overwritten
  std::uint32_t next = 1;  // a number that was never used
  std::uint32_t crashes = 0;

  // The record on its way, and whatever was seen before it, lasts.
  void acknowledge() {
    if (pending.empty()) return;
    acknowledged.insert(acknowledged.end(), pending.begin(), pending.end());
    pending.clear();
    cut_off.clear();
  }

  // What is wrong with `found`; empty where it is right: the acknowledged records from `oldest` or
  // an older one on, in order, then as many of the pending as there are, in order, or one that was
  // cut off.
  std::string_view fault_in(std::span<const std::uint32_t> found) const {
    if (!found.empty() && is_cut_off(found.back())) {
      const auto rest = found.first(found.size() - 1);
      const bool in_place =
          acknowledged.empty() ? rest.empty() : !rest.empty() && rest.back() == acknowledged.back();
      return in_place ? fault_in(rest) : "one that was cut off, behind others";
    }
    const std::size_t all = acknowledged.size() + pending.size();
    if (found.empty()) {
      return acknowledged.empty() ? "" : "all that was acknowledged is gone";
    }
    std::size_t at = 0;
    while (at < all && number(at) != found.front()) ++at;
    if (at == all) return "a record that nobody wrote, or that was given up";
    if (at > oldest) return "what was not to be overwritten is gone";
    for (const std::uint32_t one : found) {
      if (at == all) return "more than was written";
      if (number(at++) != one) return "not the next one";
    }
    return at < acknowledged.size() ? "what was acknowledged is gone" : "";
  }

  // A crash that left `found`, which has no fault: what of the pending is not in it was cut off.
  void settle(std::span<const std::uint32_t> found) {
    ++crashes;
    if (!found.empty() && is_cut_off(found.back())) {
      pending.assign(1, found.back());
    }
    while (!pending.empty() && (found.empty() || pending.back() != found.back())) {
      cut_off.push_back(pending.back());
      pending.pop_back();
    }
  }

  // Where in acknowledged a reading that has no fault begins.
  std::size_t begin_of(std::span<const std::uint32_t> found) const {
    if (found.empty()) return 0;
    const auto at = std::find(acknowledged.begin(), acknowledged.end(), found.front());
    return static_cast<std::size_t>(at - acknowledged.begin());
  }

 private:
  bool is_cut_off(std::uint32_t number) const {
    return std::find(cut_off.begin(), cut_off.end(), number) != cut_off.end();
  }
  std::uint32_t number(std::size_t index) const {
    return index < acknowledged.size() ? acknowledged[index] : pending[index - acknowledged.size()];
  }
};

}  // namespace ocellus::tests
