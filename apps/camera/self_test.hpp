// The self-test, of which the program is a part (apps/selftest/README.md).
#pragma once

#include <optional>
#include <span>

#include "apps/camera/appliance.hpp"

namespace ocellus::camera {

// The exit status where `words`, the program's name first, ask for it; nothing where the program is
// to watch. Before anything else, as it has rights of its own.
std::optional<int> self_test(Appliance& appliance, std::span<char* const> words);

}  // namespace ocellus::camera
