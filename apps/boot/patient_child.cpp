#include "apps/boot/patient_child.hpp"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apps/boot/first_child.hpp"

namespace ocellus::boot {

std::optional<int> in_child(System& system, Deed deed, const void* what, Duration patience,
                            pid_t& child) {
  constexpr Duration kLook = std::chrono::milliseconds(1);
  const Instant deadline = system.now() + patience;
  child = fork_first(system, deadline);
  if (child < 0) return errno;
  if (child == 0) _exit(deed(what));
  int end = 0;
  while (waitpid(child, &end, WNOHANG) == 0) {
    if (system.now() >= deadline) return std::nullopt;
    system.pause(kLook);
  }
  return WIFEXITED(end) ? WEXITSTATUS(end) : EINTR;
}

// One that ended may have been reaped by whoever waits for all.
bool is_at_it(pid_t child) { return child > 0 && waitpid(child, nullptr, WNOHANG) == 0; }

}  // namespace ocellus::boot
