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
    platform::allow_requests_of(platform::Driver::kBlockDevice),
    allow(SYS_ppoll),
    allow(SYS_sendto),
    allow(SYS_recvfrom),
    allow_if_equal(SYS_umount2, 1, MNT_DETACH),
#if defined(__x86_64__)
    allow(SYS_poll),
#endif
};

}  // namespace

void keep_least_rights() {
  if constexpr (!platform::kWithFilters) return;
  const std::array own = {platform::allow_signals_to_oneself()};
  static_cast<void>(platform::limit_resources({}).ok());
  static_cast<void>(platform::allow_only({kCalls, platform::kPlainProgram, platform::kOpenFiles,
                                          platform::kPlainMemory, own})
                        .ok());
}

}  // namespace ocellus::update
