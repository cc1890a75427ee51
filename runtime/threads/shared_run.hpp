// What one member of a team does in a run of a compiled model: a row of a table that the compiler
// wrote. Emitted code walks it step by step.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/kernels/band.hpp"
#include "runtime/threads/team.hpp"

namespace ocellus {

// Of one step of a model, for one member. Nothing to do where `begin` is `end`; a step that is not
// divided has [0, 1) in the member that runs it.
struct Share {
  std::uint32_t meet : 1;  // wait for all members before the step
  std::uint32_t begin : 31;
  std::uint32_t end;
};

class SharedRun {
 public:
  // `shares`: one for each step. `team` may be null when none of them meets.
  [[gnu::always_inline]] SharedRun(const Share* shares, Team* team, std::uint32_t member)
      : next_(shares), team_(team), member_(member) {}

  // To the next step; whether this member has anything to do in it.
  [[gnu::always_inline]] bool next() {
    share_ = next_++;
    if (share_->meet != 0) team_->meet();
    return share_->begin != share_->end;
  }
  [[gnu::always_inline]] kernels::Band band() const {
    return {static_cast<std::int32_t>(share_->begin), static_cast<std::int32_t>(share_->end)};
  }
  [[gnu::always_inline]] kernels::ChannelBand channels() const {
    return {static_cast<std::int32_t>(share_->begin), static_cast<std::int32_t>(share_->end)};
  }
  // Members have scratch memory of their own, one after another.
  [[gnu::always_inline]] std::size_t scratch(std::size_t bytes) const { return member_ * bytes; }

 private:
  const Share* next_;
  const Share* share_ = nullptr;
  Team* team_;
  std::uint32_t member_;
};

}  // namespace ocellus
