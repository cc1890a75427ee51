// A part of the self-test in a process of its own: code that is damaged may end it, or never come
// to an end.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <span>

#include "apps/selftest/evidence.hpp"
#include "runtime/status.hpp"

namespace ocellus::selftest {

class Process {
 public:
  using Work = void (*)(void* context);

  // `work(context)` runs in a copy of this process, from one thread, and what it writes is seen
  // nowhere but in shared memory. kIo where the system gives no more processes.
  Status start(Work work, void* context);

  // For all of them to end. Who has not ended by `until` is killed.
  static void wait(std::span<Process> processes, std::chrono::steady_clock::time_point until);

  // kNotBegun before start(), and of one that did not start; the rest after wait().
  const End& end() const { return end_; }

 private:
  bool is_running() const { return id_ > 0; }
  void look(bool block);

  pid_t id_ = 0;
  End end_;
};

// In such a process: it may compute for so long from now, and is ended by SIGXCPU then. The
// kernel counts whole seconds.
void allow_to_compute(std::chrono::seconds time);

}  // namespace ocellus::selftest
