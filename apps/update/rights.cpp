#include "apps/update/rights.hpp"

#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "platform/linux/confinement.hpp"
#include "platform/linux/system_calls.hpp"

namespace ocellus::update {
namespace {

using platform::allow;
using platform::allow_if_equal;

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
    platform::allow_requests_of(platform::Driver::kBlockDevice),
    allow(SYS_ppoll),
    allow(SYS_sendto),
    allow(SYS_recvfrom),
    allow_if_equal(SYS_umount2, 1, MNT_DETACH),
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
  if constexpr (!platform::kWithFilters) return;
  const std::array own = {platform::allow_signals_to_oneself()};
  static_cast<void>(platform::limit_resources({}).ok());
  static_cast<void>(platform::allow_only({kCalls, platform::kPlainMemory, own}).ok());
}

}  // namespace ocellus::update
