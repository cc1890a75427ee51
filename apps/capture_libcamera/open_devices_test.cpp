#include "apps/capture_libcamera/open_devices.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace ocellus::capture_libcamera {
namespace {

TEST(OpenDevices, OneWithoutANameIsLost) {
  const std::string prefix =
      (std::filesystem::temp_directory_path() / ("ocellus-video-" + std::to_string(getpid())))
          .string();
  const std::string name = prefix + "0";
  const int file = open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  ASSERT_GE(file, 0);
  EXPECT_FALSE(lost_open_device(prefix));
  unlink(name.c_str());
  EXPECT_TRUE(lost_open_device(prefix));
  EXPECT_FALSE(lost_open_device(prefix + "1"));
  close(file);
  EXPECT_FALSE(lost_open_device(prefix));
}

}  // namespace
}  // namespace ocellus::capture_libcamera
