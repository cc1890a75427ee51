// Giving up what a process may. What it may ask of the kernel: syscall_filter.hpp.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>

#include "runtime/status.hpp"

namespace ocellus::platform {

// From root to this user, this group and `others` alone: no capability, and none to be had
// by executing a file (bounding set, no_new_privs). Its memory is no other process's to see. While
// there is one thread. kIo: something of it failed, and what was given up so far stays so.
Status become_user(uid_t user, gid_t group, std::span<const gid_t> others = {});

// What a process and each that it starts may have at most; 0: as it is.
struct ResourceLimits {
  std::size_t memory = 0;  // bytes of all that is mapped, devices' too
  unsigned descriptors = 0;
  unsigned processes = 0;  // and threads, of its user
};

// And no core dump: it would hold pictures. Limits only ever become lower.
Status limit_resources(const ResourceLimits& limits);

}  // namespace ocellus::platform
