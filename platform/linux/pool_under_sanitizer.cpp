// The pool of a build with AddressSanitizer: the sanitizer's allocator stays, nothing is sealed.
#include <sanitizer/allocator_interface.h>

#include "platform/linux/pool.hpp"

namespace ocellus::platform::pool {

void seal() {}

Stats stats() {
  const std::size_t in_use = __sanitizer_get_current_allocated_bytes();
  return {.capacity = memory().size(), .in_use = in_use, .peak = in_use};
}

}  // namespace ocellus::platform::pool
