// The system calls of libcamera's process on a board, and of the process that starts it.
#pragma once

#include <signal.h>

#include "apps/camera/system_calls.hpp"

namespace ocellus::capture_libcamera {

using platform::allow;
using platform::allow_if_equal;
using platform::allow_requests_of;
using platform::Driver;

// What libcamera wants beyond the camera's own calls: its threads' queues, pipes, and udev's
// socket.
inline constexpr std::array kLibrary = {
    allow(SYS_pipe2),
    allow(SYS_dup3),
    allow(SYS_epoll_create1),
    allow(SYS_epoll_ctl),
    allow(SYS_epoll_pwait),
    allow(SYS_timerfd_create),
    allow(SYS_timerfd_settime),
    allow(SYS_memfd_create),
    allow(SYS_statx),
    allow(SYS_getcwd),
    allow(SYS_umask),
    allow(SYS_getgid),
    allow(SYS_getegid),
    allow(SYS_membarrier),
    allow(SYS_get_mempolicy),
    allow(SYS_set_mempolicy),
    allow(SYS_mremap),
    allow(SYS_pselect6),
    allow(SYS_rt_sigtimedwait),
    allow(SYS_sigaltstack),
    allow_if_equal(SYS_socket, 0, AF_NETLINK),
    allow_if_equal(SYS_socket, 0, AF_UNIX),
    allow(SYS_bind),
    allow(SYS_connect),
    allow(SYS_getsockname),
    allow(SYS_setsockopt),
    allow(SYS_getsockopt),
    allow(SYS_sendto),
    allow(SYS_recvfrom),
};

inline constexpr std::array kBuffers = {
    allow_requests_of(Driver::kDmaBuffer),
    allow_requests_of(Driver::kDmaHeap),
    allow_requests_of(Driver::kMedia),
};

// To load shared libraries, and to start a process and to end it.
inline constexpr std::array kStart = {
    allow(SYS_mmap),       allow(SYS_mprotect), allow(SYS_clone),     allow(SYS_execve),
    allow(SYS_kill),       allow(SYS_waitid),   allow(SYS_prlimit64), allow(SYS_set_tid_address),
    allow(SYS_prctl),      allow(SYS_seccomp),  allow(SYS_tgkill),
#if defined(__x86_64__)
    allow(SYS_arch_prctl), allow(SYS_dup2),     allow(SYS_pipe),
#endif
};

inline Status give_up_system_calls_of_starter() {
  using namespace camera;
  return platform::allow_only(
      {kFiles, kThreads, kPlainMemory, kDevices, kRest, kLibrary, kBuffers, kStart});
}

// Of the helper: nothing is executed any more, no file and no page that is written.
inline Status give_up_system_calls() {
  using namespace camera;
  const std::array own = {platform::allow_signals_to_oneself()};
  return platform::allow_only(
      {kFiles, kThreads, kPlainMemory, kDevices, kRest, kLibrary, kBuffers, own});
}

}  // namespace ocellus::capture_libcamera
