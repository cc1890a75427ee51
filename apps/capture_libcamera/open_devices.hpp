// Whether the devices that this process has open are still there. libcamera learns of unplugged
// cameras from udev, and a board has none.
#pragma once

#include <string>

namespace ocellus::capture_libcamera {

// True when one of the files that begin with `prefix` ("/dev/video") has lost its name, which the
// kernel removes together with the device.
bool lost_open_device(const std::string& prefix);

}  // namespace ocellus::capture_libcamera
