#include "tests/boot/process_one.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace ocellus::boot {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Like fork(), the child being process 1; -1 where the kernel does not allow it.
pid_t fork_into_namespace() {
  constexpr int kAll = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET;
  return static_cast<pid_t>(syscall(SYS_clone, kAll | SIGCHLD, 0, 0, 0, 0));
}

void write_file(const char* path, std::string_view text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  [[maybe_unused]] const ssize_t written = write(file, text.data(), text.size());
  close(file);
}

bool become_root(uid_t user, gid_t group) {
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", "0 " + std::to_string(user) + " 1");
  write_file("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
  return getuid() == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

}  // namespace

bool ProcessOne::possible() {
  const uid_t user = geteuid();
  const gid_t group = getegid();
  const pid_t child = fork_into_namespace();
  if (child == 0) _exit(become_root(user, group) ? 0 : 1);
  int status = 1;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

ProcessOne::ProcessOne(const std::string& root, const std::vector<std::string>& options) {
  std::array<int, 2> pipe_ends = {-1, -1};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return;
  const uid_t user = geteuid();
  const gid_t group = getegid();
  process_ = fork_into_namespace();
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) dup2(pipe_ends[1], stream);
    std::vector<char*> words = {const_cast<char*>("/init")};
    for (const std::string& option : options) words.push_back(const_cast<char*>(option.c_str()));
    words.push_back(nullptr);
    if (become_root(user, group) && chroot(root.c_str()) == 0 && chdir("/") == 0) {
      execv("/init", words.data());
    }
    perror("first process");
    _exit(127);
  }
  close(pipe_ends[1]);
  output_end_ = pipe_ends[0];
}

ProcessOne::~ProcessOne() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  close(output_end_);
}

bool ProcessOne::says(std::string_view text, milliseconds patience) {
  const Clock::time_point deadline = Clock::now() + patience;
  for (;;) {
    const std::size_t at = output_.find(text, taken_);
    if (at != std::string::npos) {
      taken_ = at + text.size();
      return true;
    }
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    if (left.count() <= 0 || !read_some(left)) return false;
  }
}

void ProcessOne::send(int signal) const {
  if (process_ > 0) kill(process_, signal);
}

int ProcessOne::end(milliseconds patience) {
  const Clock::time_point deadline = Clock::now() + patience;
  int status = 0;
  while (waitpid(process_, &status, WNOHANG) == 0) {
    if (Clock::now() >= deadline) return -1;
    std::this_thread::sleep_for(milliseconds(5));
  }
  process_ = -1;
  while (read_some(milliseconds(0))) {
  }
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

bool ProcessOne::read_some(milliseconds patience) {
  pollfd ready = {output_end_, POLLIN, 0};
  if (poll(&ready, 1, static_cast<int>(patience.count())) <= 0) return false;
  std::array<char, 4096> text;
  const ssize_t bytes = read(output_end_, text.data(), text.size());
  if (bytes <= 0) return false;
  output_.append(text.data(), static_cast<std::size_t>(bytes));
  return true;
}

}  // namespace ocellus::boot
