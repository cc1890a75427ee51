#include "platform/linux/confinement.hpp"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace ocellus::platform {
namespace {

Status refused(const char* what) { return Status::failure(Code::kIo, what, 0, errno); }

// Of all that this kernel knows, whatever their number.
bool drop_bounding_set() {
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) return false;
  }
  return true;
}

bool drop_capabilities() {
  __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none = {};
  return syscall(SYS_capset, &header, none.data()) == 0;
}

bool lower(__rlimit_resource which, rlim_t most) {
  rlimit limit = {};
  if (getrlimit(which, &limit) != 0) return false;
  limit.rlim_cur = std::min(limit.rlim_cur, most);
  limit.rlim_max = std::min(limit.rlim_max, most);
  return setrlimit(which, &limit) == 0;
}

}  // namespace

Status become_user(uid_t user, gid_t group, std::span<const gid_t> others) {
  if (!drop_bounding_set()) return refused("its capabilities cannot be bounded");
  if (setgroups(others.size(), others.data()) != 0 || setresgid(group, group, group) != 0) {
    return refused("its groups cannot be given up");
  }
  if (setresuid(user, user, user) != 0) return refused("root cannot be given up");
  if (!drop_capabilities()) return refused("its capabilities cannot be given up");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return refused("privileges to come cannot be given up");
  }
  return Status::success();
}

Status limit_resources(const ResourceLimits& limits) {
  const bool done = lower(RLIMIT_CORE, 0) &&
                    (limits.memory == 0 || lower(RLIMIT_AS, limits.memory)) &&
                    (limits.descriptors == 0 || lower(RLIMIT_NOFILE, limits.descriptors)) &&
                    (limits.processes == 0 || lower(RLIMIT_NPROC, limits.processes));
  return done ? Status::success() : refused("its resources cannot be limited");
}

}  // namespace ocellus::platform
