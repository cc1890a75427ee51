// In the camera's place: lives as /etc/lives says, a line for each life, and tells of itself.
//
//   exit N    ends with status N
//   crash     ends by SIGSEGV
//   orphans   leaves processes to whoever reaps them, says how many are dead and not reaped
//   helper    leaves a process in its group and ends
//   look      says how many helpers are still there, then runs
//   run       until SIGTERM, which it takes with status 0
//   deaf      likewise, but does not hear SIGTERM
//   stuck     turns its loop once, and never again within the second that is its deadline
#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "platform/linux/progress.hpp"

namespace {

constexpr const char* kLivesPath = "/etc/lives";
constexpr const char* kCountPath = "/lives_so_far";

int count_life() {
  int before = 0;
  std::ifstream(kCountPath) >> before;
  std::ofstream(kCountPath) << before + 1;
  return before;
}

std::string how_to_live(int life) {
  std::ifstream lives(kLivesPath);
  std::string line;
  for (int i = 0; i <= life; ++i) std::getline(lives, line);
  return line;
}

// Processes, ourselves aside, whose state is among `states`.
int count_others(const std::string& states) {
  int count = 0;
  DIR* const processes = opendir("/proc");
  while (const dirent* entry = processes != nullptr ? readdir(processes) : nullptr) {
    const int number = std::atoi(entry->d_name);
    if (number <= 1 || number == getpid()) continue;
    std::ifstream facts("/proc/" + std::to_string(number) + "/stat");
    std::string word, state;
    facts >> word >> word >> state;
    if (states.find(state) != std::string::npos) ++count;
  }
  if (processes != nullptr) closedir(processes);
  return count;
}

// They die in the same instant, when the pipe that they read has no writer left.
void leave_orphans() {
  constexpr int kOrphans = 64;
  int ends[2] = {-1, -1};
  if (pipe(ends) != 0) return;
  for (int i = 0; i < kOrphans; ++i) {
    if (fork() != 0) continue;
    if (fork() == 0) {
      close(ends[1]);
      char nothing = 0;
      [[maybe_unused]] const ssize_t bytes = read(ends[0], &nothing, 1);
    }
    _exit(0);
  }
  for (int i = 0; i < kOrphans; ++i) wait(nullptr);
  close(ends[1]);
  usleep(300'000);
  std::cout << "camera: " << count_others("Z") << " dead\n" << std::flush;
}

[[noreturn]] void run() {
  for (;;) pause();
}

}  // namespace

int main(int count, char** words) {
  const int life = count_life();
  const std::string how = how_to_live(life);
  signal(SIGTERM, [](int) {
    constexpr char kBye[] = "camera: bye\n";
    [[maybe_unused]] const ssize_t written = write(STDOUT_FILENO, kBye, sizeof kBye - 1);
    _exit(0);
  });
  if (how == "deaf") signal(SIGTERM, SIG_IGN);
  sigset_t blocked;
  sigprocmask(SIG_BLOCK, nullptr, &blocked);
  const bool free = sigismember(&blocked, SIGTERM) == 0 && sigismember(&blocked, SIGCHLD) == 0;
  std::cout << "camera: life " << life << ", " << how << ", " << (count == 2 ? words[1] : "?")
            << (getpgrp() == getpid() ? ", own group" : "") << (free ? ", free signals" : "")
            << '\n'
            << std::flush;

  if (how == "stuck") {
    ocellus::platform::ProgressMemory progress;
    if (!progress.adopt().ok()) return 1;
    progress.page()->set_deadline(ocellus::platform::Duty::kTurn, std::chrono::seconds(1));
    progress.page()->advance(ocellus::platform::Duty::kTurn);
    run();
  }
  if (how.starts_with("exit ")) return std::atoi(how.c_str() + 5);
  if (how == "crash") {
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
  }
  if (how == "orphans") {
    leave_orphans();
    return 0;
  }
  if (how == "helper") {
    if (fork() == 0) run();
    return 0;
  }
  if (how == "look") std::cout << "camera: " << count_others("SR") << " alive\n" << std::flush;
  run();
}
