#include "platform/linux/syscall_filter.hpp"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <bit>

namespace ocellus::platform {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the kernel's name of this architecture is missing here"
#endif
static_assert(std::endian::native == std::endian::little);

constexpr std::uint32_t kNumber = offsetof(seccomp_data, nr);
constexpr std::uint32_t kArch = offsetof(seccomp_data, arch);
constexpr std::uint32_t argument_at(std::uint8_t argument) {  // its lower half
  return static_cast<std::uint32_t>(offsetof(seccomp_data, args)) + 8U * argument;
}

class Filter {
 public:
  static constexpr std::size_t kMostOfARule = 6;
  static constexpr std::size_t kAround = 5;

  Filter() {
    load(kArch);
    unless_equal(kArchitecture, 0, 1);
    give(SECCOMP_RET_KILL_PROCESS);
    load(kNumber);
  }

  void add(const SyscallRule& rule) {
    const std::uint32_t action =
        rule.error == 0 ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | rule.error;
    if (rule.argument == SyscallRule::kNoArgument) {
      unless_equal(rule.number, 1, 0);
      return give(action);
    }
    unless_equal(rule.number, 5, 0);
    load(argument_at(rule.argument));
    push(BPF_ALU | BPF_AND | BPF_K, rule.mask);
    unless_equal(rule.value, 1, 0);
    give(action);
    load(kNumber);
  }

  // 0, or why not: errno.
  int install() {
    give(SECCOMP_RET_KILL_PROCESS);
    const sock_fprog program = {static_cast<unsigned short>(length_), code_.data()};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    const long result =
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    return result == 0 ? 0 : result < 0 ? errno : ESRCH;  // above 0: a thread that cannot follow
  }

 private:
  void push(int code, std::uint32_t value, std::uint8_t if_true = 0, std::uint8_t if_not = 0) {
    code_[length_++] = {static_cast<std::uint16_t>(code), if_true, if_not, value};
  }
  void load(std::uint32_t offset) { push(BPF_LD | BPF_W | BPF_ABS, offset); }
  void give(std::uint32_t action) { push(BPF_RET | BPF_K, action); }
  // So many further where what was loaded is another value, or the same.
  void unless_equal(std::uint32_t value, std::uint8_t other, std::uint8_t same) {
    push(BPF_JMP | BPF_JEQ | BPF_K, value, same, other);
  }

  std::array<sock_filter, kAround + kMostRules* kMostOfARule> code_ = {};
  std::size_t length_ = 0;
};

}  // namespace

Status allow_only(std::initializer_list<std::span<const SyscallRule>> lists) {
  Filter filter;
  std::size_t rules = 0;
  for (const std::span<const SyscallRule> list : lists) {
    rules += list.size();
    if (rules > kMostRules) return Status::failure(Code::kTooLarge, "has too many rules");
    for (const SyscallRule& rule : list) filter.add(rule);
  }
  if (const int error = filter.install(); error != 0) {
    return Status::failure(Code::kUnsupported, "the kernel filters no system calls", 0, error);
  }
  return Status::success();
}

}  // namespace ocellus::platform
