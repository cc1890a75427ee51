// From the command line to a camera that is about to see its first frame. Everything that may
// allocate happens here.
#pragma once

#include <optional>
#include <span>

#include "apps/camera/appliance.hpp"
#include "drivers/capture/source.hpp"

namespace ocellus::camera {

// After keep_least_rights(). The command line and the settings: of the file that it names, on a
// board of wherever good ones are. Returns the exit code when the program is to end here.
std::optional<int> read_settings(Appliance& appliance, std::span<char* const> words);

// After read_settings(). Returns nullptr after a complaint about what cannot be done
// without; devices that are missing are told and left out.
capture::Source* start(Appliance& appliance);

}  // namespace ocellus::camera
