#include "tests/board/misdeeds.hpp"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace ocellus::tests {
namespace {

using Name = std::array<char, 16>;  // what the kernel keeps of one
using Path = std::array<char, 64>;

constexpr std::size_t kBite = std::size_t{1} << 20;

int write_text(const char* path, std::string_view text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno;
  const int error = write(file, text.data(), text.size()) < 0 ? errno : 0;
  close(file);
  return error;
}

int write_number(const char* path, pid_t number) {
  std::array<char, 16> text;
  const int length = std::snprintf(text.data(), text.size(), "%d", number);
  return write_text(path, {text.data(), static_cast<std::size_t>(length)});
}

// In a process of its own, so that this one can still answer.
int misbehave(void (*how)()) {
  const pid_t child = fork();
  if (child == 0) {
    how();
    _exit(0);
  }
  return child < 0 ? errno : 0;
}

// How the kernel chooses whom it ends when it is short of memory: this process after all others, or
// never.
constexpr std::string_view kLast = "-999";
constexpr std::string_view kNever = "-1000";

void be_ended(std::string_view when) {
  static_cast<void>(write_text("/proc/self/oom_score_adj", when));
}

void take_memory() {
  for (;;) {
    void* const memory = mmap(nullptr, kBite, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED) return;
  }
}

constexpr const char* kFlood = "/flood";

void fill_files() {
  setsid();  // what ends the camera's processes does not end this one
  be_ended(kNever);
  static std::array<char, kBite> bite;
  const int file = open("/flood/file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  while (write(file, bite.data(), bite.size()) > 0) continue;
}

int seize(pid_t thread) {
  if (ptrace(PTRACE_SEIZE, thread, nullptr, nullptr) < 0) return errno;
  if (ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr) < 0) return errno;
  return 0;
}

// Calls `visit(thread)` for each of the process's threads until it returns true.
template <typename Visit>
bool visit_threads(pid_t process, Visit visit) {
  Path path;
  std::snprintf(path.data(), path.size(), "/proc/%d/task", process);
  DIR* const folder = opendir(path.data());
  if (folder == nullptr) return false;
  bool done = false;
  while (const dirent* const entry = done ? nullptr : readdir(folder)) {
    const int thread = std::atoi(entry->d_name);
    done = thread > 0 && visit(pid_t{thread});
  }
  closedir(folder);
  return done;
}

#if defined(__aarch64__)
constexpr std::uint32_t kSystemCall = 0xd4000001;    // svc #0
constexpr std::uint32_t kJumpToItself = 0x14000000;  // b .

void* place(std::uint64_t address) { return reinterpret_cast<void*>(address); }

// Of a thread that is stopped and computes: a system call would end first. Its next instruction
// becomes `instruction`, and prepare(registers) goes before it.
template <typename Prepare>
bool divert(pid_t thread, std::uint32_t instruction, Prepare prepare) {
  user_regs_struct registers = {};
  iovec room = {&registers, sizeof registers};
  if (ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &room) < 0) return false;
  const std::uint64_t here = registers.pc;
  errno = 0;
  const long word = ptrace(PTRACE_PEEKTEXT, thread, place(here), nullptr);
  const long before = ptrace(PTRACE_PEEKTEXT, thread, place(here - 4), nullptr);
  if (errno != 0 || static_cast<std::uint32_t>(word) == kSystemCall ||
      static_cast<std::uint32_t>(before) == kSystemCall) {
    return false;
  }
  constexpr std::uint64_t kUpperHalf = 0xffffffff00000000;
  const std::uint64_t changed = (static_cast<std::uint64_t>(word) & kUpperHalf) | instruction;
  prepare(registers);
  return ptrace(PTRACE_POKETEXT, thread, place(here), place(changed)) == 0 &&
         ptrace(PTRACE_SETREGSET, thread, NT_PRSTATUS, &room) == 0;
}

bool loop_here(pid_t thread) {
  return divert(thread, kJumpToItself, [](user_regs_struct&) {});
}

// It waits for a lock: a word that keeps its value, the instruction itself.
bool wait_here(pid_t thread) {
  return divert(thread, kSystemCall, [](user_regs_struct& registers) {
    registers.regs[8] = SYS_futex;
    registers.regs[0] = registers.pc;
    registers.regs[1] = FUTEX_WAIT_PRIVATE;
    registers.regs[2] = kSystemCall;
    registers.regs[3] = 0;
  });
}
#else
bool loop_here(pid_t) { return false; }
bool wait_here(pid_t) { return false; }
#endif

bool do_while_stopped(pid_t thread, bool (*misdeed)(pid_t)) {
  if (seize(thread) != 0) return false;
  int status = 0;
  const bool stopped = waitpid(thread, &status, __WALL) == thread && WIFSTOPPED(status);
  const bool done = stopped && misdeed(thread);
  ptrace(PTRACE_DETACH, thread, nullptr, nullptr);
  return done;
}

// The first thread that computes.
int do_to_one_that_computes(pid_t process, bool (*misdeed)(pid_t)) {
  constexpr timespec kPause = {.tv_sec = 0, .tv_nsec = 2'000'000};
  constexpr int kTries = 1000;
  for (int i = 0; i < kTries; ++i) {
    if (visit_threads(process, [=](pid_t thread) { return do_while_stopped(thread, misdeed); })) {
      return 0;
    }
    nanosleep(&kPause, nullptr);
  }
  return EAGAIN;
}

}  // namespace

pid_t find_process(std::string_view name) {
  constexpr pid_t kMost = 32768;
  name = name.substr(0, std::tuple_size_v<Name> - 1);
  for (pid_t process = 2; process < kMost; ++process) {
    Path path;
    std::snprintf(path.data(), path.size(), "/proc/%d/comm", process);
    const int file = open(path.data(), O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    Name found = {};
    const ssize_t length = read(file, found.data(), found.size());
    close(file);
    if (length <= 0) continue;
    if (std::string_view(found.data(), static_cast<std::size_t>(length)).starts_with(name)) {
      return process;
    }
  }
  return 0;
}

int seize_first_process() { return seize(1); }

int loop(pid_t process) { return do_to_one_that_computes(process, loop_here); }

int deadlock(pid_t process) { return do_to_one_that_computes(process, wait_here); }

int freeze(pid_t process) {
  constexpr const char* kGroups = "/sys/fs/cgroup";
  if (mount("freezer", kGroups, "cgroup", 0, "freezer") < 0 && errno != EBUSY) return errno;
  if (mkdir("/sys/fs/cgroup/ice", 0755) < 0 && errno != EEXIST) return errno;
  if (const int error = write_number("/sys/fs/cgroup/ice/cgroup.procs", process)) return error;
  return write_text("/sys/fs/cgroup/ice/freezer.state", "FROZEN");
}

int multiply() {
  return misbehave([] {
    for (;;) fork();
  });
}

int eat() { return misbehave(take_memory); }

int starve() {
  return misbehave([] {
    be_ended(kLast);
    take_memory();
  });
}

int flood() {
  if (mkdir(kFlood, 0700) < 0 && errno != EEXIST) return errno;
  if (mount("flood", kFlood, "ramfs", 0, "") < 0) return errno;
  return misbehave(fill_files);
}

}  // namespace ocellus::tests
