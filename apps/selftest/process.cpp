#include "apps/selftest/process.hpp"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

namespace ocellus::selftest {
namespace {

// Between two looks at who has ended: short beside what they take, long beside what a look takes.
constexpr timespec kPause = {.tv_sec = 0, .tv_nsec = 2'000'000};

}  // namespace

Status Process::start(Work work, void* context) {
  id_ = fork();
  if (id_ < 0) {
    id_ = 0;
    return Status::failure(Code::kIo, "the system gives no more processes", 0, errno);
  }
  if (id_ > 0) return Status::success();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  work(context);
  _exit(0);
}

void Process::look(bool block) {
  int status = 0;
  pid_t ended = 0;
  do {
    ended = waitpid(id_, &status, block ? 0 : WNOHANG);
  } while (ended < 0 && errno == EINTR);
  if (ended == 0) return;
  id_ = 0;
  if (end_.how == End::How::kOutOfTime) return;
  end_ = WIFSIGNALED(status) ? End{End::How::kSignal, WTERMSIG(status)} : End{End::How::kDone};
}

void Process::wait(std::span<Process> processes, std::chrono::steady_clock::time_point until) {
  for (;;) {
    for (Process& process : processes) {
      if (process.is_running()) process.look(false);
    }
    if (std::ranges::none_of(processes, &Process::is_running)) return;
    if (std::chrono::steady_clock::now() >= until) break;
    nanosleep(&kPause, nullptr);
  }
  for (Process& process : processes) {
    if (!process.is_running()) continue;
    process.end_ = {End::How::kOutOfTime};
    kill(process.id_, SIGKILL);
    process.look(true);
  }
}

void allow_to_compute(std::chrono::seconds time) {
  rusage used = {};
  getrusage(RUSAGE_SELF, &used);
  const auto so_far = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
  // One more for the parts of seconds that were cut off.
  const rlimit limit = {so_far + static_cast<rlim_t>(time.count()) + 1, RLIM_INFINITY};
  setrlimit(RLIMIT_CPU, &limit);
}

}  // namespace ocellus::selftest
