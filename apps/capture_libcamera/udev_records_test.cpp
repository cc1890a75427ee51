#include "apps/capture_libcamera/udev_records.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace ocellus::capture_libcamera {
namespace {

namespace fs = std::filesystem;

class UdevRecordsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ocellus-udev-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { fs::remove_all(root_); }

  void add_device(const std::string& folder, const std::string& name, const std::string& numbers) {
    fs::create_directories(root_ / "sys" / folder / name);
    std::ofstream(root_ / "sys" / folder / name / "dev") << numbers << "\n";
  }
  void write() { write_udev_records((root_ / "sys").string(), (root_ / "run").string()); }
  std::string record(const std::string& name) {
    std::ifstream file(root_ / "run/udev/data" / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path root_;
};

TEST_F(UdevRecordsTest, EachDeviceGetsOne) {
  add_device("class/video4linux", "video0", "81:0");
  add_device("bus/media/devices", "media0", "251:3");
  write();
  EXPECT_EQ(record("c81:0"), "I:1000000\n");
  EXPECT_EQ(record("c251:3"), "I:1000000\n");
  EXPECT_TRUE(fs::exists(root_ / "run/udev/control"));
}

TEST_F(UdevRecordsTest, OneThatCameLaterGetsOneToo) {
  write();
  add_device("class/video4linux", "video2", "81:2");
  write();
  EXPECT_EQ(record("c81:2"), "I:1000000\n");
}

TEST_F(UdevRecordsTest, WhereUdevRunsNothingIsWritten) {
  add_device("class/video4linux", "video0", "81:0");
  fs::create_directories(root_ / "run/udev");
  const int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (root_ / "run/udev/control").c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  write();
  EXPECT_FALSE(fs::exists(root_ / "run/udev/data"));
  close(listener);
}

TEST_F(UdevRecordsTest, NumbersThatAreNoneAreLeftOut) {
  add_device("class/video4linux", "video0", "../../etc");
  add_device("class/video4linux", "video1", "");
  write();
  EXPECT_TRUE(fs::is_empty(root_ / "run/udev/data"));
}

}  // namespace
}  // namespace ocellus::capture_libcamera
