// Something that may keep its caller in the kernel is asked of a process of its own.
#pragma once

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <type_traits>

namespace ocellus::recovery {

// `work(answer)` in a child; true where the answer came within `patience`, else `answer` is as it
// was. A child that the kernel does not let go of is reaped by the first process when it ends.
template <typename Answer, typename Work>
bool ask(Answer& answer, std::chrono::milliseconds patience, const Work& work) {
  static_assert(std::is_trivially_copyable_v<Answer> && sizeof(Answer) <= 4096,
                "a pipe takes it at once");
  int ends[2] = {-1, -1};
  if (pipe(ends) != 0) return false;
  const pid_t child = fork();
  if (child == 0) {
    Answer result = answer;
    work(result);
    _exit(write(ends[1], &result, sizeof result) == sizeof result ? 0 : 1);
  }
  close(ends[1]);
  bool answered = false;
  pollfd ready = {ends[0], POLLIN, 0};
  if (child > 0 && poll(&ready, 1, static_cast<int>(patience.count())) > 0) {
    Answer result = answer;
    answered = read(ends[0], &result, sizeof result) == sizeof result;
    if (answered) answer = result;
  }
  close(ends[0]);
  if (child > 0) {
    if (!answered) kill(child, SIGKILL);
    waitpid(child, nullptr, answered ? 0 : WNOHANG);
  }
  return answered;
}

}  // namespace ocellus::recovery
