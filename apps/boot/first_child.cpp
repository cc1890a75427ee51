#include "apps/boot/first_child.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace ocellus::boot {

namespace {

void be_spared() {
  const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  static_cast<void>(!write(file, "-1000", 5));
  close(file);
}

}  // namespace

pid_t fork_first(System& system, Instant deadline) {
  constexpr Duration kAgain = std::chrono::milliseconds(10);
  pid_t child = fork();
  while (child < 0 && (errno == EAGAIN || errno == ENOMEM) && system.now() < deadline) {
    system.pause(kAgain);
    child = fork();
  }
  if (child == 0 && getppid() == 1) be_spared();
  // What starts is like any other at first (SCHED_RESET_ON_FORK).
  const sched_param first = {.sched_priority = 1};
  if (child > 0 && getpid() == 1) sched_setscheduler(child, SCHED_FIFO, &first);
  return child;
}

}  // namespace ocellus::boot
