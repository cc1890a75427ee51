// How warm the processor is.
#pragma once

#include <optional>

namespace ocellus::platform {

// Whole degrees Celsius of the first thermal zone that can be read; nothing where the system has
// none, as most virtual machines do not. Does not allocate.
[[nodiscard]] std::optional<int> temperature();

}  // namespace ocellus::platform
