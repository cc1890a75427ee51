#include "apps/update/rights.hpp"

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "platform/linux/confinement.hpp"
#include "platform/linux/syscall_filter.hpp"

namespace ocellus::update {
namespace {

using platform::allow;
using platform::allow_if;
using platform::allow_if_equal;
using platform::allow_if_none;

#if defined(OCELLUS_SANITIZED)  // which needs other calls
constexpr bool kWithFilter = false;
#else
constexpr bool kWithFilter = true;
#endif

constexpr std::uint32_t kDriver = 0xff00;  // whose request it is
constexpr std::uint32_t kBlockDevices = 0x1200;

constexpr std::array kCalls = {
    allow(SYS_read),
    allow(SYS_write),
    allow(SYS_readv),
    allow(SYS_writev),
    allow(SYS_pread64),
    allow(SYS_pwrite64),
    allow(SYS_lseek),
    allow(SYS_fsync),
    allow(SYS_fdatasync),
    allow(SYS_fadvise64),
    allow(SYS_newfstatat),
    allow(SYS_fstat),
    allow(SYS_close),
    allow_if(SYS_ioctl, 1, kDriver, kBlockDevices),
    allow(SYS_ppoll),
    allow(SYS_sendto),
    allow(SYS_recvfrom),
    allow_if_equal(SYS_umount2, 1, MNT_DETACH),
    allow_if_none(SYS_mmap, 2, PROT_EXEC),
    allow_if_none(SYS_mprotect, 2, PROT_EXEC),
    allow(SYS_munmap),
    allow(SYS_brk),
    allow(SYS_clock_gettime),
    allow(SYS_clock_nanosleep),
    allow(SYS_nanosleep),
    allow(SYS_getrandom),
    allow(SYS_getpid),
    allow(SYS_gettid),
    allow(SYS_futex),
    allow(SYS_rt_sigaction),
    allow(SYS_rt_sigprocmask),
    allow(SYS_rt_sigreturn),
    allow(SYS_restart_syscall),
    allow(SYS_exit),
    allow(SYS_exit_group),
#if defined(__x86_64__)
    allow(SYS_poll),
#endif
};

}  // namespace

void keep_least_rights() {
  if constexpr (!kWithFilter) return;
  const std::array own = {
      allow_if_equal(SYS_tgkill, 0, static_cast<std::uint32_t>(getpid())),  // abort()
  };
  static_cast<void>(platform::limit_resources({}).ok());
  static_cast<void>(platform::allow_only({kCalls, own}).ok());
}

}  // namespace ocellus::update
