#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apps/boot/linux_system.hpp"

namespace ocellus::boot {

// posix_spawn shares our memory with the child until it executes, as vfork does, and tells why it
// does not.
Status LinuxSystem::start(const char* program, const char* argument, pid_t& process) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &before_);
  if (progress_.page() != nullptr) progress_.page()->clear();
  char* const words[] = {const_cast<char*>(program), const_cast<char*>(argument), nullptr};
  const int error = posix_spawn(&process, program, &handing_over_, &attributes, words, environ);
  posix_spawnattr_destroy(&attributes);
  if (error == 0) return Status::success();
  return Status::failure(error == ENOENT ? Code::kNotFound : Code::kIo, "cannot be started", 0,
                         error);
}

void LinuxSystem::end_group(pid_t group, Urgency urgency) {
  if (group > 1) kill(-group, urgency == Urgency::kAsk ? SIGTERM : SIGKILL);
}

void LinuxSystem::kill_all() {
  // For any other process -1 means everything that its user runs.
  if (getpid() == 1) kill(-1, SIGKILL);
}

std::optional<Ended> LinuxSystem::reap() {
  int status = 0;
  const pid_t process = waitpid(-1, &status, WNOHANG | __WALL);
  if (process <= 0) return std::nullopt;
  if (WIFSIGNALED(status)) return Ended{.process = process, .signal = WTERMSIG(status)};
  return Ended{.process = process, .status = WEXITSTATUS(status)};
}

bool LinuxSystem::has_children() {
  siginfo_t facts = {};
  return waitid(P_ALL, 0, &facts, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0;
}

// A medium that does not answer keeps sync() in the kernel for ever; so a child calls it.
Status LinuxSystem::sync(Duration patience) {
  constexpr Duration kLook = std::chrono::milliseconds(10);
  const Instant deadline = now() + patience;
  const pid_t child = fork();
  if (child < 0) return Status::failure(Code::kIo, "no process for it", 0, errno);
  if (child == 0) {
    ::sync();
    _exit(0);
  }
  while (waitpid(child, nullptr, WNOHANG) == 0) {
    if (now() >= deadline) return Status::failure(Code::kTimeout, "takes too long");
    pause(kLook);
  }
  return Status::success();
}

}  // namespace ocellus::boot
