#include "apps/capture_libcamera/udev_records.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>

namespace ocellus::capture_libcamera {

namespace fs = std::filesystem;

void write_udev_records(const std::string& sys, const std::string& run) {
  std::error_code ignored;
  // A running udev listens there; what we wrote is a plain file.
  const fs::path control = fs::path(run) / "udev/control";
  if (fs::is_socket(control, ignored)) return;
  const fs::path records = fs::path(run) / "udev/data";
  fs::create_directories(records, ignored);
  for (const char* folder : {"class/video4linux", "bus/media/devices"}) {
    for (const fs::directory_entry& device :
         fs::directory_iterator(fs::path(sys) / folder, ignored)) {
      std::string numbers;  // "81:0"
      std::ifstream(device.path() / "dev") >> numbers;
      if (numbers.empty() || numbers.find('/') != std::string::npos) continue;
      std::ofstream(records / ("c" + numbers)) << "I:1000000\n";  // when it was initialised
    }
  }
  std::ofstream(control, std::ios::app);
}

}  // namespace ocellus::capture_libcamera
