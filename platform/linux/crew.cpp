#include "platform/linux/crew.hpp"

#include <sched.h>

namespace ocellus::platform {
namespace {

void give_way() noexcept { sched_yield(); }

// How often an order is looked for before a thread sleeps: runs that follow at once cost no system
// call, and nobody spins for long between frames.
constexpr int kPatience = 2000;

}  // namespace

Status Crew::start(int threads) {
  if (threads < 1 || threads > kMostThreads) {
    return Status::failure(Code::kUnsupported, "a crew has 1 to 4 threads");
  }
  stop();
  team_.emplace(static_cast<std::uint32_t>(threads), give_way);
  first_order_ = orders_.load(std::memory_order_relaxed);
  for (int i = 0; i + 1 < threads; ++i) {
    const auto index = static_cast<std::size_t>(i);
    Hand& hand = hands_[index];
    hand.crew = this;
    hand.member = static_cast<std::uint32_t>(i) + 1;
    const Status made = stacks_[index].start(
        hand.thread,
        [](void* argument) -> void* {
          const Hand& own = *static_cast<Hand*>(argument);
          own.crew->work(own.member);
          return nullptr;
        },
        &hand);
    if (!made.ok()) {
      stop();
      return made;
    }
    threads_ = i + 2;
  }
  return Status::success();
}

void Crew::stop() {
  model_ = nullptr;
  orders_.fetch_add(1, std::memory_order_release);
  orders_.notify_all();
  for (int i = 0; i + 1 < threads_; ++i) {
    const auto index = static_cast<std::size_t>(i);
    pthread_join(hands_[index].thread, nullptr);
  }
  for (auto& stack : stacks_) stack.release();
  threads_ = 1;
}

void Crew::run(const Model& model, std::byte* arena) {
  const auto threads = static_cast<std::uint32_t>(threads_);
  if (threads == 1 || model.run_share == nullptr || threads > model.most_threads) {
    model.run(arena);
    return;
  }
  model_ = &model;
  arena_ = arena;
  orders_.fetch_add(1, std::memory_order_release);
  orders_.notify_all();
  model.run_share(arena, *team_, 0);
}

// Orders are numbered: a thread may find that the next one was given before it looked. It never
// misses one, since nobody ends a run without it.
void Crew::work(std::uint32_t member) {
  for (std::uint32_t done = first_order_;;) {
    for (int i = 0; i < kPatience; ++i) {
      if (orders_.load(std::memory_order_relaxed) != done) break;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#elif defined(__aarch64__)
      asm volatile("yield");
#endif
    }
    orders_.wait(done, std::memory_order_acquire);
    ++done;
    if (model_ == nullptr) return;
    model_->run_share(arena_, *team_, member);
  }
}

}  // namespace ocellus::platform
