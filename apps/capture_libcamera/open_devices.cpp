#include "apps/capture_libcamera/open_devices.hpp"

#include <filesystem>
#include <system_error>

namespace ocellus::capture_libcamera {

namespace fs = std::filesystem;

bool lost_open_device(const std::string& prefix) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc/self/fd", ignored)) {
    const std::string name = fs::read_symlink(entry.path(), ignored).string();
    if (name.starts_with(prefix) && name.ends_with(" (deleted)")) return true;
  }
  return false;
}

}  // namespace ocellus::capture_libcamera
