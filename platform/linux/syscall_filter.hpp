// Which system calls this program may make: a list, turned into the kernel's filter (seccomp, a
// program for the classic BPF machine). Whatever is not in the list ends the process, by SIGSYS.
//
// Our own few lines rather than libseccomp: its builder allocates for as long as the program runs,
// sorts and merges what is sorted here by hand, and knows every architecture; a list of some
// seventy calls with a compare or two needs none of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "runtime/status.hpp"

namespace ocellus::platform {

// A call, and where `argument` is one of 0 to 5, what its lower 32 bits must be: those that `mask`
// has must equal `value`. Several rules for a call: one that holds is enough.
struct SyscallRule {
  static constexpr std::uint8_t kNoArgument = 6;

  std::uint32_t number = 0;  // SYS_...
  std::uint8_t argument = kNoArgument;
  std::uint32_t mask = 0;
  std::uint32_t value = 0;
  std::uint16_t error = 0;  // other than 0: the call is not made, and fails with this errno
};

constexpr SyscallRule allow(long number) { return {.number = static_cast<std::uint32_t>(number)}; }
constexpr SyscallRule refuse(long number, int error) {
  return {.number = static_cast<std::uint32_t>(number), .error = static_cast<std::uint16_t>(error)};
}
constexpr SyscallRule allow_if(long number, std::uint8_t argument, std::uint32_t mask,
                               std::uint32_t value) {
  return {static_cast<std::uint32_t>(number), argument, mask, value, 0};
}
constexpr SyscallRule allow_if_equal(long number, std::uint8_t argument, std::uint32_t value) {
  return allow_if(number, argument, UINT32_MAX, value);
}
constexpr SyscallRule allow_if_none(long number, std::uint8_t argument, std::uint32_t mask) {
  return allow_if(number, argument, mask, 0);
}

// For every thread of this process and all that it starts, for good; lists that come later can only
// make it narrower. No privileges are gained any more by executing a file (no_new_privs), without
// which the kernel takes no filter. kUnsupported: the kernel has no filters, or not of these
// actions; kTooLarge: more rules than kMostRules.
inline constexpr std::size_t kMostRules = 160;
Status allow_only(std::initializer_list<std::span<const SyscallRule>> lists);

}  // namespace ocellus::platform
