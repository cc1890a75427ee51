// For the insider: what a program of the camera's rights can do, and what it cannot.
#pragma once

#include <string_view>

namespace ocellus::tests {

// A process that takes the camera's rights, and then tries this. 0: it could; an errno value: it
// was refused; kKilled + a signal: it was killed for it. "as user DEED", "as helper DEED" and
// "as root DEED" are without the filter of system calls: as the camera's user, its helper's, or
// root.
inline constexpr int kKilled = 1000;
int try_deed(std::string_view deed);

}  // namespace ocellus::tests
