// apps/boot as process 1, with a camera that dies in chosen ways.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/boot/process_one.hpp"

namespace ocellus::boot {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kPowerOff = SIGINT;  // as reboot(2) tells it of a namespace

class FirstProcess : public testing::Test {
 protected:
  void SetUp() override {
    if (!ProcessOne::possible()) GTEST_SKIP() << "this kernel gives no namespaces to this user";
    root_ = fs::path(testing::TempDir()) /
            ("first_process." + std::to_string(getpid()) + "." +
             testing::UnitTest::GetInstance()->current_test_info()->name());
    for (const char* folder : {"bin", "etc", "dev", "proc", "sys"}) {
      fs::create_directories(root_ / folder);
    }
    fs::copy_file(BOOT_PROGRAM, root_ / "init");
    fs::copy_file(CAMERA_PROGRAM, root_ / "bin/camera");
  }
  void TearDown() override {
    if (!root_.empty()) fs::remove_all(root_);
  }

  void write(const char* path, std::string_view text) { std::ofstream(root_ / path) << text; }

  std::vector<std::string> options(std::vector<std::string> more = {}) const {
    std::vector<std::string> all = {"--partition", "/dev/vda1", "--patience", "0"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  fs::path root_;
};

TEST_F(FirstProcess, StartsTheCameraAgainWhateverItDiesOf) {
  write("etc/lives", "exit 3\ncrash\nrun\n");
  ProcessOne boot(root_, options());
  ASSERT_TRUE(boot.says("boot: /dev/vda1: cannot be mounted")) << boot.output();
  ASSERT_TRUE(boot.says("camera: life 0, exit 3, /etc/ocellus.ini, own group, free signals"))
      << boot.output();
  ASSERT_TRUE(boot.says("boot: camera: ended with status 3 after ")) << boot.output();
  const Clock::time_point first = Clock::now();
  ASSERT_TRUE(boot.says("camera: life 1")) << boot.output();
  const Clock::time_point second = Clock::now();
  ASSERT_TRUE(boot.says("boot: camera: ended by signal 11 (Segmentation fault)")) << boot.output();
  ASSERT_TRUE(boot.says("camera: life 2")) << boot.output();
  const Clock::time_point third = Clock::now();
  EXPECT_GE(second - first, milliseconds(900));
  EXPECT_GE(third - second, milliseconds(1'900));

  boot.send(SIGTERM);
  EXPECT_EQ(boot.end(), kPowerOff) << boot.output();
  EXPECT_TRUE(boot.says("camera: bye")) << boot.output();
  EXPECT_TRUE(boot.says("boot: camera: ended with status 0")) << boot.output();
  EXPECT_TRUE(boot.says("boot: power off")) << boot.output();
}

TEST_F(FirstProcess, SwitchesOffOnCtrlAltDelToo) {
  write("etc/lives", "run\n");
  ProcessOne boot(root_, options());
  ASSERT_TRUE(boot.says("camera: life 0")) << boot.output();
  boot.send(SIGINT);
  EXPECT_EQ(boot.end(), kPowerOff) << boot.output();
  EXPECT_TRUE(boot.says("camera: bye")) << boot.output();
}

TEST_F(FirstProcess, KillsACameraThatDoesNotListen) {
  write("etc/lives", "deaf\n");
  ProcessOne boot(root_, options({"--stop", "1"}));
  ASSERT_TRUE(boot.says("camera: life 0")) << boot.output();
  const Clock::time_point asked = Clock::now();
  boot.send(SIGTERM);
  EXPECT_TRUE(boot.says("killed after 1.0 s")) << boot.output();
  EXPECT_TRUE(boot.says("ended by signal 9")) << boot.output();
  EXPECT_GE(Clock::now() - asked, milliseconds(900));
  EXPECT_LT(Clock::now() - asked, seconds(4));
  EXPECT_EQ(boot.end(), kPowerOff) << boot.output();
}

TEST_F(FirstProcess, ReapsOrphans) {
  write("etc/lives", "orphans\nrun\n");
  ProcessOne boot(root_, options());
  ASSERT_TRUE(boot.says("camera: 0 dead")) << boot.output();
}

TEST_F(FirstProcess, EndsWhatADeadCameraLeftInItsGroup) {
  write("etc/lives", "helper\nlook\n");
  ProcessOne boot(root_, options());
  ASSERT_TRUE(boot.says("camera: life 0, helper")) << boot.output();
  ASSERT_TRUE(boot.says("camera: 0 alive")) << boot.output();
}

TEST_F(FirstProcess, StartsACameraAgainThatDoesNotGetOn) {
  write("etc/lives", "stuck\nrun\n");
  ProcessOne boot(root_, options());
  ASSERT_TRUE(boot.says("camera: life 0, stuck")) << boot.output();
  const Clock::time_point stuck = Clock::now();
  ASSERT_TRUE(
      boot.says("boot: camera: no turn in time; killed (1 turns, 0 frames, 0 inferences, "
                "0 events)"))
      << boot.output();
  EXPECT_GE(Clock::now() - stuck, milliseconds(900));
  ASSERT_TRUE(boot.says("boot: camera: ended by signal 9")) << boot.output();
  ASSERT_TRUE(boot.says("camera: life 1, run")) << boot.output();
}

TEST_F(FirstProcess, LivesWithoutACamera) {
  fs::remove(root_ / "bin/camera");
  write("etc/modules", "/modules/00-none.ko a=1\n");
  ProcessOne boot(root_, options());
  ASSERT_TRUE(boot.says("boot: /modules/00-none.ko: cannot be read (No such file or directory)"))
      << boot.output();
  ASSERT_TRUE(boot.says("boot: /bin/camera: cannot be started (No such file or directory)"))
      << boot.output();
  ASSERT_TRUE(boot.says("boot: /bin/camera: cannot be started")) << boot.output();
  boot.send(SIGTERM);
  EXPECT_EQ(boot.end(), kPowerOff) << boot.output();
}

TEST_F(FirstProcess, FallsBackToTheShippedSettings) {
  fs::create_directories(root_ / "boot");
  write("boot/ocellus.ini", "nonsense");
  write("etc/lives", "exit 2\nrun\n");
  ProcessOne boot(root_, options());
  ASSERT_TRUE(boot.says("camera: life 0, exit 2, /boot/ocellus.ini")) << boot.output();
  ASSERT_TRUE(boot.says("camera: life 1, run, /etc/ocellus.ini")) << boot.output();
}

TEST_F(FirstProcess, RefusesToBeAnyOtherProcess) {
  const std::string command = std::string(BOOT_PROGRAM) + " 2>/dev/null";
  EXPECT_EQ(std::system(command.c_str()), 2 << 8);
}

}  // namespace
}  // namespace ocellus::boot
