// The system calls of the camera, and those of its helper.
#pragma once

#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>

#include "platform/linux/system_calls.hpp"

namespace ocellus::camera {

using platform::allow;
using platform::allow_if;
using platform::allow_if_equal;
using platform::allow_requests_of;
using platform::Driver;
using platform::kPlainMemory;
using platform::refuse;

// A thread of this process, and no process or namespace. clone3() hides its flags behind a pointer:
// the C library does without.
inline constexpr std::uint32_t kNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
                                             CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
                                             CLONE_NEWNET;
inline constexpr std::uint32_t kThread = CLONE_THREAD | CLONE_VM;

inline constexpr std::array kThreads = {
    allow_if(SYS_clone, 0, kThread | kNamespaces, kThread),
    refuse(SYS_clone3, ENOSYS),
    allow(SYS_set_robust_list),
    allow(SYS_rseq),
    allow(SYS_futex),
    allow(SYS_sched_yield),
    allow(SYS_sched_getaffinity),
    allow_if_equal(SYS_prctl, 0, PR_SET_NAME),
    allow(SYS_gettid),
    allow(SYS_exit),
};

inline constexpr std::array kFiles = {
    allow(SYS_read),      allow(SYS_write),      allow(SYS_readv),      allow(SYS_writev),
    allow(SYS_pread64),   allow(SYS_pwrite64),   allow(SYS_lseek),      allow(SYS_openat),
    allow(SYS_close),     allow(SYS_newfstatat), allow(SYS_fstat),      allow(SYS_fstatfs),
    allow(SYS_fcntl),     allow(SYS_dup),        allow(SYS_fsync),      allow(SYS_fdatasync),
    allow(SYS_ftruncate), allow(SYS_fadvise64),  allow(SYS_getdents64), allow(SYS_readlinkat),
    allow(SYS_faccessat), allow(SYS_faccessat2), allow(SYS_mkdirat),    allow(SYS_unlinkat),
    allow(SYS_renameat2), allow(SYS_renameat),   allow(SYS_ppoll),      allow(SYS_eventfd2),
#if defined(__x86_64__)  // whose C library still uses their elders
    allow(SYS_stat),      allow(SYS_readlink),   allow(SYS_access),     allow(SYS_mkdir),
    allow(SYS_unlink),    allow(SYS_rmdir),      allow(SYS_rename),     allow(SYS_poll),
#endif
};

inline constexpr std::array kRest = {
    allow(SYS_clock_gettime),
    allow(SYS_clock_nanosleep),
    allow(SYS_nanosleep),
    allow(SYS_gettimeofday),
    allow(SYS_getrandom),
    allow(SYS_uname),
    allow(SYS_sysinfo),
    allow(SYS_getpid),
    allow(SYS_getppid),
    allow(SYS_getuid),
    allow(SYS_geteuid),
    allow(SYS_rt_sigaction),
    allow(SYS_rt_sigprocmask),
    allow(SYS_rt_sigreturn),
    allow(SYS_restart_syscall),
    allow(SYS_exit_group),
    allow(SYS_wait4),
    // To and from the helper and its starter. There is no socket() and no bind().
    allow_if_equal(SYS_socketpair, 0, AF_UNIX),
    allow(SYS_sendmsg),
    allow(SYS_recvmsg),
};

// Requests by the driver they are for: V4L2, DRM, GPIO lines, a disk's size; whether stderr is a
// terminal. A terminal's other requests could type into it.
inline constexpr std::array kDevices = {
    allow_requests_of(Driver::kVideo),    allow_requests_of(Driver::kGraphics),
    allow_requests_of(Driver::kGpio),     allow_requests_of(Driver::kBlockDevice),
    allow_if_equal(SYS_ioctl, 1, TCGETS),
};

}  // namespace ocellus::camera
