// Threads that run models together with the one that starts them: made once, on memory of their
// own, asleep between runs.
#pragma once

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "platform/linux/thread_stack.hpp"
#include "runtime/model.hpp"
#include "runtime/status.hpp"
#include "runtime/threads/team.hpp"

namespace ocellus::platform {

// Large, because it holds the stacks: meant for static memory. Nothing is allocated after start().
class Crew {
 public:
  static constexpr int kMostThreads = 4;

  Crew() = default;
  ~Crew() { stop(); }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // `threads`: the caller's included, 1 to kMostThreads. Before start() and after stop() it is 1.
  // kUnsupported for another number; kIo where the system gives no more threads. Then it stays 1.
  Status start(int threads);
  // Ends the threads. No run may be under way.
  void stop();

  int threads() const { return threads_; }

  // One run by all threads; by the caller alone where the model is not divided among as many. From
  // one thread at a time.
  void run(const Model& model, std::byte* arena);

 private:
  static constexpr std::size_t kStackBytes = std::size_t{1} << 20;

  struct Hand {
    Crew* crew = nullptr;
    std::uint32_t member = 0;
    pthread_t thread = {};
  };

  void work(std::uint32_t member);

  std::array<ThreadStack<kStackBytes>, kMostThreads - 1> stacks_;
  std::array<Hand, kMostThreads - 1> hands_;
  std::optional<Team> team_;
  int threads_ = 1;
  std::uint32_t first_order_ = 0;  // when the threads were made
  const Model* model_ = nullptr;   // null: go home
  std::byte* arena_ = nullptr;
  alignas(64) std::atomic<std::uint32_t> orders_ = 0;  // given so far; wraps
};

}  // namespace ocellus::platform
