#include "apps/recovery/rights.hpp"

#include <linux/sched.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>

#include "platform/linux/confinement.hpp"
#include "platform/linux/system_calls.hpp"

namespace ocellus::recovery {
namespace {

using platform::allow;
using platform::allow_if_equal;
using platform::allow_if_none;
using platform::allow_requests_of;
using platform::refuse;

// To open and to look, and to write a sector of the slots' state.
constexpr std::array kFiles = {
    allow(SYS_openat),
    allow(SYS_fcntl),
    allow(SYS_readlinkat),
    allow(SYS_faccessat),
    allow(SYS_faccessat2),
    allow(SYS_ppoll),
    allow_requests_of(platform::Driver::kBlockDevice),
#if defined(__x86_64__)
    allow(SYS_poll),
    allow(SYS_readlink),
    allow(SYS_access),
#endif
};

// A screen, and keys as they are pressed. TIOCSTI, which types, is none of these.
constexpr std::array kConsole = {
    allow_requests_of(platform::Driver::kGraphics),
    allow_if_equal(SYS_ioctl, 1, TCGETS),
    allow_if_equal(SYS_ioctl, 1, TCSETS),
    allow_if_equal(SYS_ioctl, 1, TCSETSW),
    allow(SYS_getdents64),
};

// A child, and the updater with what its C library does first; 1 is asked to switch off.
constexpr std::array kStart = {
    allow_if_none(SYS_clone, 0,
                  CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                      CLONE_NEWPID | CLONE_NEWNET),
    refuse(SYS_clone3, ENOSYS),
    allow(SYS_execve),
    allow(SYS_wait4),
    allow(SYS_pipe2),
    allow(SYS_dup3),
    allow(SYS_kill),
    allow(SYS_tgkill),
    allow(SYS_set_tid_address),
    allow(SYS_set_robust_list),
    allow(SYS_rseq),
    allow(SYS_prlimit64),
    allow(SYS_uname),
    allow(SYS_prctl),
    allow(SYS_seccomp),
#if defined(__x86_64__)
    allow(SYS_arch_prctl),
    allow(SYS_dup2),
    allow(SYS_pipe),
    allow(SYS_fork),
#endif
};

// The updater mounts a medium where only it sees it, and gives way (apps/update/take.cpp).
constexpr std::array kUpdate = {
    allow(SYS_mount),   allow(SYS_umount2),     allow_if_equal(SYS_unshare, 0, CLONE_NEWNS),
    allow(SYS_mkdirat), allow(SYS_setpriority), allow(SYS_ioprio_set),
    allow(SYS_sendto),  allow(SYS_recvfrom),
#if defined(__x86_64__)
    allow(SYS_mkdir),
#endif
};

}  // namespace

void keep_least_rights() {
  if constexpr (!platform::kWithFilters) return;
  static_cast<void>(platform::limit_resources({}).ok());
  static_cast<void>(platform::allow_only({kFiles, platform::kPlainProgram, platform::kOpenFiles,
                                          platform::kPlainMemory, kConsole, kStart, kUpdate})
                        .ok());
}

void keep_least_rights_of_reader() {
  if constexpr (!platform::kWithFilters) return;
  const std::array own = {platform::allow_signals_to_oneself()};
  static_cast<void>(platform::allow_only({kFiles, platform::kPlainProgram, platform::kOpenFiles,
                                          platform::kPlainMemory, own})
                        .ok());
}

}  // namespace ocellus::recovery
