#include "runtime/threads/team.hpp"

namespace ocellus {
namespace {

// How often a member looks before it gives way: some microseconds, about as long as the shares of a
// step differ between two cores that are both awake.
#if defined(__x86_64__)
constexpr int kPatience = 200;  // a pause takes more than 100 cycles
#else
constexpr int kPatience = 2000;
#endif

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

void Team::spin(Team& team) noexcept {
  const std::uint32_t meeting = team.meetings_.load(std::memory_order_relaxed);
  if (team.arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == team.size_) {
    team.arrived_.store(0, std::memory_order_relaxed);
    team.meetings_.store(meeting + 1, std::memory_order_release);
    return;
  }
  for (int spins = 0; team.meetings_.load(std::memory_order_acquire) == meeting;) {
    if (spins < kPatience) {
      pause();
      ++spins;
    } else if (team.give_way_ != nullptr) {
      team.give_way_();
    }
  }
}

}  // namespace ocellus
