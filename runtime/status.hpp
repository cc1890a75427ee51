// What went wrong, as a value: no heap, no exceptions, cheap to return.
#pragma once

#include <cstdint>

namespace ocellus {

// The kinds of failure that callers treat differently.
enum class Code : std::uint8_t {
  kOk,
  kEndOfStream,   // the source has nothing more to give: not a fault
  kTimeout,       // a deadline passed
  kCorrupt,       // the bytes contradict their format
  kTruncated,     // the bytes end before their format does
  kUnsupported,   // well formed, but not something this program handles
  kTooLarge,      // does not fit the fixed room set aside for it
  kNotFound,      // no such file or device
  kIo,            // the operating system refused; `os_error` says why
  kNoSpace,       // the medium is full
  kDisconnected,  // the device went away
  kReadOnly,      // the medium takes no writes
};

// A result without a payload. `what` is always a string literal, so a Status may be kept for as
// long as anybody likes. `at` is the byte offset or frame index at which the failure was seen.
struct [[nodiscard]] Status {
  Code code = Code::kOk;
  const char* what = "";
  std::uint64_t at = 0;
  int os_error = 0;  // an errno value, 0 when the operating system is not the cause

  constexpr bool ok() const { return code == Code::kOk; }

  static constexpr Status success() { return {}; }
  static constexpr Status failure(Code code, const char* what, std::uint64_t at = 0,
                                  int os_error = 0) {
    return {code, what, at, os_error};
  }
};

}  // namespace ocellus
