// What the console gave up is gone, and what it needs is there: each in a process of its own.
#include "apps/recovery/rights.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "apps/recovery/ask.hpp"
#include "platform/linux/system_calls.hpp"

namespace ocellus::recovery {
namespace {

using std::chrono::seconds;

constexpr int kKilled = 1000 + SIGSYS;

// Its exit status, or 1000 and the signal that ended it.
template <typename Deed>
int in_a_process(void (*give_up)(), Deed deed) {
  const pid_t child = fork();
  if (child == 0) {
    give_up();
    syscall(SYS_exit_group, deed());
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

class RecoveryRights : public testing::Test {
 protected:
  void SetUp() override {
    if (!platform::kWithFilters) GTEST_SKIP() << "sanitizers need what it gives up";
  }
};

int read_one_byte(const char* path) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  char byte = 0;
  return file >= 0 && read(file, &byte, 1) == 1 ? 0 : 1;
}

TEST_F(RecoveryRights, OfAReaderAreToRead) {
  const auto reader = keep_least_rights_of_reader;
  EXPECT_EQ(in_a_process(reader, [] { return read_one_byte("/proc/self/maps"); }), 0);
  EXPECT_EQ(in_a_process(reader, [] { return fork() == 0 ? 0 : 1; }), kKilled);
  EXPECT_EQ(in_a_process(reader, [] { return execl("/bin/true", "true", nullptr); }), kKilled);
  EXPECT_EQ(in_a_process(reader, [] { return mount("", "/nowhere", "vfat", 0, ""); }), kKilled);
  EXPECT_EQ(in_a_process(reader, [] { return kill(1, 0); }), kKilled);
}

TEST_F(RecoveryRights, AreEnoughToAskAndToStart) {
  const auto ask_and_start = [] {
    int answer = 0;
    const bool answered = ask(answer, seconds(10), [](int& result) {
      keep_least_rights_of_reader();
      result = read_one_byte("/proc/self/maps") == 0 ? 7 : 8;
    });
    if (!answered || answer != 7) return 1;
    const pid_t child = fork();
    if (child == 0) {
      execl(UPDATE_PROGRAM, UPDATE_PROGRAM, nullptr);  // says how it is used
      _exit(4);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return 3;
    return WEXITSTATUS(status);
  };
  constexpr int kMisused = 2;
  EXPECT_EQ(in_a_process(keep_least_rights, ask_and_start), kMisused);
}

TEST_F(RecoveryRights, AreNoMore) {
  const auto rights = keep_least_rights;
  EXPECT_EQ(in_a_process(rights, [] { return socket(AF_INET, SOCK_STREAM, 0) * 0; }), kKilled);
  EXPECT_EQ(in_a_process(rights, [] { return ptrace(PTRACE_TRACEME) < 0 ? 1 : 0; }), kKilled);
  EXPECT_EQ(in_a_process(rights, [] { return setuid(1) * 0; }), kKilled);
  const auto call = [](long number) { return [number] { return syscall(number, -1, 0, 0) * 0; }; };
  for (const long number : {SYS_finit_module, SYS_init_module, SYS_reboot, SYS_kexec_load, SYS_bpf,
                            SYS_perf_event_open, SYS_keyctl, SYS_process_vm_writev, SYS_chroot}) {
    EXPECT_EQ(in_a_process(rights, call(number)), kKilled) << number;
  }
  const auto map_code = [] {
    return mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                   MAP_FAILED
               ? 1
               : 0;
  };
  EXPECT_EQ(in_a_process(rights, map_code), kKilled);
}

}  // namespace
}  // namespace ocellus::recovery
