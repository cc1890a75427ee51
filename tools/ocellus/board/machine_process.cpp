#include "tools/ocellus/board/machine_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

namespace ocellus::tools::board {
namespace {

// In the child, where only what is safe in a signal handler may be called.
[[noreturn]] void become(char* const* words, int log, pid_t parent, int trouble) {
  setpgid(0, 0);  // Ctrl-C is for us to handle
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() == parent) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execvp(words[0], words);
  }
  const int error = errno;
  [[maybe_unused]] const ssize_t written = write(trouble, &error, sizeof error);
  _exit(127);
}

}  // namespace

Result<MachineProcess> MachineProcess::start(std::span<const std::string> words,
                                             const std::string& log) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const Descriptor output(open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  int ends[2] = {-1, -1};
  if (!output.open() || pipe2(ends, O_CLOEXEC) != 0) {
    return Failure{log, std::string("cannot be written: ") + std::strerror(errno)};
  }
  const Descriptor heard(ends[0]);
  MachineProcess process;
  int error = 0;
  {
    const Descriptor told(ends[1]);
    const pid_t parent = getpid();
    process.pid_ = fork();
    if (process.pid_ == 0) become(arguments.data(), output.number(), parent, told.number());
    if (process.pid_ < 0) error = errno;
  }
  if (error == 0 && read(heard.number(), &error, sizeof error) <= 0) error = 0;
  if (error != 0) {
    process.kill_now();
    return Failure{words[0], std::string("cannot be started: ") + std::strerror(error),
                   "apt install qemu-system-arm"};
  }
  // Not by glibc's function: its header before 2.37 declares it as one of C++.
  process.ended_ = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, process.pid_, 0)));
  return process;
}

MachineProcess::MachineProcess(MachineProcess&& other) noexcept { *this = std::move(other); }

MachineProcess& MachineProcess::operator=(MachineProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(ended_, other.ended_);
  return *this;
}

bool MachineProcess::running() {
  if (pid_ >= 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
  return pid_ >= 0;
}

bool MachineProcess::wait_for_end(Deadline deadline) {
  if (running()) wait_readable(ended_, deadline);
  return !running();
}

void MachineProcess::kill_now() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

}  // namespace ocellus::tools::board
