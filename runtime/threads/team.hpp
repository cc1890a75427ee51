// Threads that run one model together: a barrier, made of atomics only.
#pragma once

#include <atomic>
#include <cstdint>

namespace ocellus {

class Team {
 public:
  // `size`: its members, at least 1. `give_way`: what a member calls again and again that has
  // waited for long, so that a core that it shares with the others goes to them; may be null.
  explicit Team(std::uint32_t size, void (*give_way)() noexcept = nullptr)
      : meet_(spin), give_way_(give_way), size_(size) {}
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  [[gnu::always_inline]] std::uint32_t size() const { return size_; }

  // Returns once every member has called it; what one wrote before, all see afterwards. Through a
  // pointer, so that compiled models need nothing but this header.
  [[gnu::always_inline]] void meet() noexcept { meet_(*this); }

 private:
  static void spin(Team& team) noexcept;

  void (*meet_)(Team&) noexcept;
  void (*give_way_)() noexcept;
  std::uint32_t size_;
  alignas(64) std::atomic<std::uint32_t> arrived_ = 0;
  alignas(64) std::atomic<std::uint32_t> meetings_ = 0;  // so far; wraps
};

}  // namespace ocellus
