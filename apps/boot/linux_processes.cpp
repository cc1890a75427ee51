#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "apps/boot/linux_system.hpp"
#include "apps/update/places.hpp"

namespace ocellus::boot {

namespace {

// More words than this nobody is started with.
constexpr std::size_t kMostWords = 15;
constexpr std::size_t kReportBytes = 512;

}  // namespace

// Memory that does not grow: what is written behind it is refused. /dev/null is not there yet where
// this is called.
void LinuxSystem::open_aside() {
  posix_spawn_file_actions_init(&aside_);
  if (const Status status = update::open_socket(senders_); !status.ok()) {
    complain(*this, update::kSocketPath, status);
  }
  report_ = memfd_create("report", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (report_ >= 0 && ftruncate(report_, kReportBytes) == 0) {
    fcntl(report_, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
  }
  if (senders_ >= 0) posix_spawn_file_actions_adddup2(&aside_, senders_, STDIN_FILENO);
  if (report_ >= 0) posix_spawn_file_actions_adddup2(&aside_, report_, STDOUT_FILENO);
}

Status LinuxSystem::start_aside(std::span<const char* const> words, pid_t& process) {
  if (words.empty() || words.size() > kMostWords) {
    return Status::failure(Code::kTooLarge, "has too many words");
  }
  std::array<char*, kMostWords + 1> copy = {};
  std::transform(words.begin(), words.end(), copy.begin(),
                 [](const char* word) { return const_cast<char*>(word); });
  constexpr std::array<char, kReportBytes> kBlank = {};
  [[maybe_unused]] const ssize_t blank = pwrite(report_, kBlank.data(), kBlank.size(), 0);
  lseek(report_, 0, SEEK_SET);
  return spawn(copy.data(), aside_, process);
}

void LinuxSystem::report(std::span<char> room, std::size_t& size) {
  const ssize_t bytes = pread(report_, room.data(), room.size(), 0);
  const auto text = room.first(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
  size = static_cast<std::size_t>(std::find(text.begin(), text.end(), '\0') - text.begin());
}

// posix_spawn shares our memory with the child until it executes, as vfork does, and tells why it
// does not.
Status LinuxSystem::spawn(char* const* words, const posix_spawn_file_actions_t& hand_over,
                          pid_t& process) const {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &before_);
  const int error = posix_spawn(&process, words[0], &hand_over, &attributes, words, environ);
  posix_spawnattr_destroy(&attributes);
  if (error == 0) return Status::success();
  return Status::failure(error == ENOENT ? Code::kNotFound : Code::kIo, "cannot be started", 0,
                         error);
}

Status LinuxSystem::start(const char* program, const char* argument, pid_t& process) {
  if (progress_.page() != nullptr) progress_.page()->clear();
  char* const words[] = {const_cast<char*>(program), const_cast<char*>(argument), nullptr};
  return spawn(words, handing_over_, process);
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
  if (process == holder_) holder_ = -1;
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
