// How much memory programs take, as the kernel counts it.
#pragma once

#include <cstddef>
#include <optional>

namespace ocellus::platform {

// Bytes of memory that all processes of the machine have in use together ("resident set"); what
// several share counts for each. Nothing where /proc is not there. Does not allocate.
[[nodiscard]] std::optional<std::size_t> resident_bytes_of_all();

}  // namespace ocellus::platform
