// What libcamera reads of udev's, for a board without it.
#pragma once

#include <string>

namespace ocellus::capture_libcamera {

// libcamera takes only devices that udev has a record of. Where no udev runs, writes one for each
// video and media device of `sys` ("/sys") below `run` ("/run"), and the file by which a running
// udev is known. Where one runs, or this program may not write there, nothing happens.
void write_udev_records(const std::string& sys, const std::string& run);

}  // namespace ocellus::capture_libcamera
