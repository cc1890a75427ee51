// What the programs' lists of system calls (syscall_filter.hpp) have in common.
#pragma once

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "platform/linux/syscall_filter.hpp"

namespace ocellus::platform {

// Whether a program may count on its own list: a sanitizer makes calls of its own.
#if defined(OCELLUS_SANITIZED)
inline constexpr bool kWithFilters = false;
#else
inline constexpr bool kWithFilters = true;
#endif

// Of pages that are written none is executed.
inline constexpr std::array kPlainMemory = {
    allow_if_none(SYS_mmap, 2, PROT_EXEC),
    allow_if_none(SYS_mprotect, 2, PROT_EXEC),
    allow(SYS_munmap),
    allow(SYS_madvise),
    allow(SYS_brk),
};

// Time, signals that come, and an end.
inline constexpr std::array kPlainProgram = {
    allow(SYS_clock_gettime), allow(SYS_clock_nanosleep), allow(SYS_nanosleep),
    allow(SYS_getrandom),     allow(SYS_getpid),          allow(SYS_gettid),
    allow(SYS_futex),         allow(SYS_rt_sigaction),    allow(SYS_rt_sigprocmask),
    allow(SYS_rt_sigreturn),  allow(SYS_restart_syscall), allow(SYS_exit),
    allow(SYS_exit_group),
};

// A card, and what else is open.
inline constexpr std::array kOpenFiles = {
    allow(SYS_read),      allow(SYS_write),     allow(SYS_readv),      allow(SYS_writev),
    allow(SYS_pread64),   allow(SYS_pwrite64),  allow(SYS_lseek),      allow(SYS_fsync),
    allow(SYS_fdatasync), allow(SYS_fadvise64), allow(SYS_newfstatat), allow(SYS_fstat),
    allow(SYS_close),
};

// abort() signals its own thread; so may others nobody but this process. Of the process that asks.
inline SyscallRule allow_signals_to_oneself() {
  return allow_if_equal(SYS_tgkill, 0, static_cast<std::uint32_t>(getpid()));
}

// Whose requests an ioctl() makes: the driver's number in the request's.
enum class Driver : std::uint32_t {
  kBlockDevice = 0x12,
  kGraphics = 'd',
  kVideo = 'V',
  kMedia = '|',
  kGpio = 0xb4,
  kDmaBuffer = 'b',
  kDmaHeap = 'H',
};

constexpr SyscallRule allow_requests_of(Driver driver) {
  return allow_if(SYS_ioctl, 1, 0xff00, static_cast<std::uint32_t>(driver) << 8);
}

}  // namespace ocellus::platform
