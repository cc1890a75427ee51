// The pool of a build with AddressSanitizer: the sanitizer's allocator stays, nothing is sealed.
#include "platform/linux/pool.hpp"

// The sanitizer's own runtime; gcc 12 comes without <sanitizer/allocator_interface.h>.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();

namespace ocellus::platform::pool {

void seal() {}

Stats stats() {
  const std::size_t in_use = __sanitizer_get_current_allocated_bytes();
  return {.capacity = memory().size(), .in_use = in_use, .peak = in_use};
}

}  // namespace ocellus::platform::pool
