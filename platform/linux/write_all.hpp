// Text to a file descriptor.
#pragma once

#include <string_view>

#include "runtime/status.hpp"

namespace ocellus::platform {

// Writes all of `text`, waiting for slow readers; does not allocate. kNoSpace or kIo.
Status write_all(int descriptor, std::string_view text);

}  // namespace ocellus::platform
