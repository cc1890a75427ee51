// What is given up is gone: each in a process of its own, which would have nothing left to go on.
#include "platform/linux/confinement.hpp"

#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "platform/linux/syscall_filter.hpp"

namespace ocellus::platform {
namespace {

// What the process made of it: its exit status, or 1000 and the signal that ended it.
template <typename Deed>
int in_a_process(Deed deed) {
  const pid_t child = fork();
  // A sanitizer does more at the end of a process than a filter here allows.
  if (child == 0) syscall(SYS_exit_group, deed());
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

constexpr int kKilled = 1000 + SIGSYS;
constexpr int kNoFilters = 77;

constexpr std::array kLeast = {allow(SYS_exit_group), allow(SYS_write)};

// Under these rules and what a process cannot end without.
template <typename Deed>
int filtered(std::span<const SyscallRule> rules, Deed deed) {
  return in_a_process([&] {
    const Status status = allow_only({kLeast, rules});
    return status.ok() ? deed() : kNoFilters;
  });
}

class SyscallFilter : public testing::Test {
 protected:
  void SetUp() override {
    if (filtered({}, [] { return 0; }) == kNoFilters) GTEST_SKIP() << "no filters here";
  }
};

TEST_F(SyscallFilter, KillsForWhatIsNotInTheList) {
  EXPECT_EQ(filtered({}, [] { return 5; }), 5);
  EXPECT_EQ(filtered({}, [] { return static_cast<int>(syscall(SYS_getppid)) * 0; }), kKilled);
  const std::array rules = {allow(SYS_getppid)};
  EXPECT_EQ(filtered(rules, [] { return static_cast<int>(syscall(SYS_getppid)) * 0; }), 0);
}

TEST_F(SyscallFilter, RefusesWithAnError) {
  const std::array rules = {refuse(SYS_getppid, ENOTTY)};
  EXPECT_EQ(filtered(rules, [] { return syscall(SYS_getppid) < 0 ? errno : 0; }), ENOTTY);
}

// The last rule is reached as the first is, however many stand between.
TEST_F(SyscallFilter, TakesAsManyRulesAsItSays) {
  std::vector<SyscallRule> rules(kMostRules - kLeast.size() - 1, allow_if_equal(SYS_getppid, 0, 1));
  rules.push_back(allow(SYS_getpid));
  EXPECT_EQ(filtered(rules, [] { return syscall(SYS_getpid) > 0 ? 0 : 1; }), 0);
  EXPECT_EQ(filtered(rules, [] { return static_cast<int>(syscall(SYS_getuid)) * 0; }), kKilled);
  rules.push_back(allow(SYS_getuid));
  EXPECT_EQ(allow_only({kLeast, rules}).code, Code::kTooLarge);
}

TEST_F(SyscallFilter, ComparesArguments) {
  const std::array rules = {
      allow_if_none(SYS_mmap, 2, PROT_EXEC),
      allow_if_equal(SYS_prctl, 0, PR_GET_DUMPABLE),
      allow_if_equal(SYS_prctl, 0, PR_GET_NO_NEW_PRIVS),
  };
  const auto map = [](int protection) {
    return [protection] {
      void* const page = mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      return page == MAP_FAILED ? 1 : 0;
    };
  };
  EXPECT_EQ(filtered(rules, map(PROT_READ | PROT_WRITE)), 0);
  EXPECT_EQ(filtered(rules, map(PROT_READ | PROT_EXEC)), kKilled);
  EXPECT_EQ(filtered(rules, [] { return prctl(PR_GET_DUMPABLE) >= 0 ? 0 : 1; }), 0);
  EXPECT_EQ(filtered(rules, [] { return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0); }), 1);
  EXPECT_EQ(filtered(rules, [] { return prctl(PR_GET_KEEPCAPS); }), kKilled);
}

// Also those that were there already.
TEST_F(SyscallFilter, IsForAllThreads) {
  const auto deed = [] {
    std::atomic<bool> go = false;
    std::thread other([&go] {
      while (!go) {
      }
      syscall(SYS_getppid);
      _exit(1);
    });
    if (!allow_only({kLeast}).ok()) return kNoFilters;
    go = true;
    for (;;) {
    }
    return 0;
  };
  EXPECT_EQ(in_a_process(deed), kKilled);
}

TEST_F(SyscallFilter, OnlyEverBecomesNarrower) {
  const auto deed = [] {
    const std::array first = {allow(SYS_seccomp), allow(SYS_prctl)};
    const std::array second = {allow(SYS_getppid)};
    if (!allow_only({kLeast, first}).ok() || !allow_only({kLeast, second}).ok()) return 1;
    syscall(SYS_getppid);
    return 0;
  };
  EXPECT_EQ(in_a_process(deed), kKilled);
}

TEST(Confinement, LimitsOnlyEverBecomeLower) {
  const auto deed = [] {
    if (!limit_resources({.memory = std::size_t{8} << 30, .descriptors = 32}).ok()) return 1;
    if (!limit_resources({.descriptors = 64}).ok()) return 2;
    rlimit limit = {};
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur != 32 || limit.rlim_max != 32) return 3;
    getrlimit(RLIMIT_CORE, &limit);
    return limit.rlim_max == 0 ? 0 : 4;
  };
  EXPECT_EQ(in_a_process(deed), 0);
}

TEST(Confinement, LeavesRootForGood) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can leave it";
  const auto deed = [] {
    const std::array<gid_t, 1> others = {511};
    const Status status = become_user(510, 510, others);
    if (!status.ok()) return status.os_error == EPERM || status.os_error == EINVAL ? kNoFilters : 1;
    if (getuid() != 510 || geteuid() != 510 || getgid() != 510 || getegid() != 510) return 2;
    std::array<gid_t, 2> groups = {};
    if (getgroups(groups.size(), groups.data()) != 1 || groups[0] != 511) return 3;
    if (setuid(0) == 0 || setgid(0) == 0) return 4;
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) {
      if (prctl(PR_CAPBSET_READ, capability) != 0) return 5;
    }
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && prctl(PR_GET_DUMPABLE) == 0 ? 0 : 6;
  };
  const int result = in_a_process(deed);
  if (result == kNoFilters) GTEST_SKIP() << "a root of a namespace without other users";
  EXPECT_EQ(result, 0);
}

}  // namespace
}  // namespace ocellus::platform
