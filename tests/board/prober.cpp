#include "tests/board/prober.hpp"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "apps/camera/rights.hpp"

namespace ocellus::tests {
namespace {

constexpr int kUnknown = EINVAL;

int result_of(long result) { return result < 0 ? errno : 0; }

int open_file(const char* path, int flags) {
  return result_of(open(path, flags | O_CLOEXEC | O_NONBLOCK, 0644));
}

pid_t g_camera = 0;  // that runs: the insider's parent

int open_memory(pid_t process) {
  std::array<char, 32> path;
  std::snprintf(path.data(), path.size(), "/proc/%d/mem", process);
  return open_file(path.data(), O_RDWR);
}

int execute_memory() {
  void* const page =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? errno : 0;
}

int execute() {
  char* const words[] = {const_cast<char*>("/bin/boot"), nullptr};
  return result_of(execve("/init", words, nullptr));
}

int fork_once() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  return result_of(child);
}

struct Deed {
  std::string_view name;
  int (*attempt)();
};

constexpr std::array kDeeds = {
    Deed{"mount", [] { return result_of(mount("none", "/dev", "tmpfs", 0, nullptr)); }},
    Deed{"umount", [] { return result_of(umount2("/boot", MNT_DETACH)); }},
    Deed{"reboot", [] { return result_of(reboot(RB_AUTOBOOT)); }},
    Deed{"kill", [] { return result_of(kill(1, SIGTERM)); }},
    Deed{"end camera", [] { return result_of(kill(g_camera, 0)); }},
    Deed{"trace camera",
         [] { return result_of(ptrace(PTRACE_SEIZE, g_camera, nullptr, nullptr)); }},
    Deed{"memory of camera", [] { return open_memory(g_camera); }},
    Deed{"ptrace", [] { return result_of(ptrace(PTRACE_SEIZE, 1, nullptr, nullptr)); }},
    Deed{"execve", execute},
    Deed{"fork", fork_once},
    Deed{"socket", [] { return result_of(socket(AF_INET, SOCK_STREAM, 0)); }},
    Deed{"packet socket", [] { return result_of(socket(AF_PACKET, SOCK_RAW, 0)); }},
    Deed{"bind",
         [] {
           const sockaddr_in any = {
               .sin_family = AF_INET, .sin_port = 0, .sin_addr = {}, .sin_zero = {}};
           return result_of(bind(0, reinterpret_cast<const sockaddr*>(&any), sizeof any));
         }},
    Deed{"module", [] { return result_of(syscall(SYS_finit_module, 0, "", 0)); }},
    Deed{"setuid", [] { return result_of(syscall(SYS_setuid, 0)); }},
    Deed{"chmod", [] { return result_of(chmod("/etc/board", 0777)); }},
    Deed{"chown", [] { return result_of(chown("/etc/board", 510, 510)); }},
    Deed{"namespaces", [] { return result_of(unshare(CLONE_NEWUSER | CLONE_NEWNS)); }},
    Deed{"chroot", [] { return result_of(chroot("/dev")); }},
    Deed{"mknod", [] { return result_of(mknod("/dev/m", S_IFCHR | 0666, 0x101)); }},
    Deed{"host name", [] { return result_of(sethostname("x", 1)); }},
    Deed{"bpf", [] { return result_of(syscall(SYS_bpf, 0, nullptr, 0)); }},
    Deed{"perf", [] { return result_of(syscall(SYS_perf_event_open, nullptr, 0, 0, -1, 0)); }},
    Deed{"io_uring", [] { return result_of(syscall(SYS_io_uring_setup, 1, nullptr)); }},
    Deed{"keys", [] { return result_of(syscall(SYS_keyctl, 0, 0)); }},
    Deed{"type", [] { return result_of(ioctl(STDIN_FILENO, TIOCSTI, "x")); }},
    Deed{"code", execute_memory},
};

int attempt(std::string_view deed) {
  constexpr std::string_view kOpen = "open ";
  constexpr std::string_view kMake = "make ";
  if (deed.starts_with(kOpen)) return open_file(deed.data() + kOpen.size(), O_RDWR);
  if (deed.starts_with(kMake)) return open_file(deed.data() + kMake.size(), O_WRONLY | O_CREAT);
  for (const Deed& known : kDeeds) {
    if (known.name == deed) return known.attempt();
  }
  return kUnknown;
}

// Takes the rights, and leaves out of `deed` whose they are.
bool take_rights(std::string_view& deed) {
  constexpr std::string_view kAsUser = "as user ";
  constexpr std::string_view kAsHelper = "as helper ";
  constexpr std::string_view kAsRoot = "as root ";
  if (deed.starts_with(kAsRoot)) {
    deed.remove_prefix(kAsRoot.size());
    return true;
  }
  if (deed.starts_with(kAsHelper)) {
    deed.remove_prefix(kAsHelper.size());
    return camera::leave_root_as_helper().ok();
  }
  const bool filtered = !deed.starts_with(kAsUser);
  if (!filtered) deed.remove_prefix(kAsUser.size());
  return camera::leave_root().ok() && (!filtered || camera::give_up_system_calls().ok());
}

}  // namespace

int try_deed(std::string_view deed) {
  g_camera = getppid();
  const pid_t child = fork();
  if (child < 0) return errno;
  if (child == 0) {
    prctl(PR_SET_NAME, "prober");
    _exit(take_rights(deed) ? attempt(deed) : kUnknown);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) return errno;
  return WIFSIGNALED(status) ? kKilled + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace ocellus::tests
