// Who has the camera has a user who may do nothing but watch: what it tries beyond that is refused,
// or is its end.
#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <string_view>

#include "tests/board/card.hpp"
#include "tests/board/device.hpp"
#include "tests/board/prober.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kSettings =
    "[source]\npath = libcamera\n[model]\ndetectors = face\n[watch]\nrate = 2\ntrace = yes\n"
    "[screen]\nenabled = no\n";

constexpr int kForbidden = kKilled + SIGSYS;

// One board for all: each order takes it a moment, a boot some seconds.
class RightsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    card_ = new Card(kSettings);
    device_ = new Device({.image = card_->path(), .pictures = BOARD_PICTURES});
    const auto is_frame = [](const Saying& saying) { return saying.is_notice("frame"); };
    ASSERT_TRUE(device_->next("a frame", is_frame, 60s).has_value());
  }
  static void TearDownTestSuite() {
    delete device_;
    delete card_;
  }

  // What the insider answers.
  static int order(const std::string& words) {
    EXPECT_TRUE(device_->board().type(words + "\n").ok());
    const auto answer = device_->next_notice("insider", "order", words, 20s);
    return answer ? answer->json.value("error", -1) : -1;
  }
  static std::string text(const std::string& words) {
    EXPECT_TRUE(device_->board().type(words + "\n").ok());
    const auto is_text = [](const Saying& saying) {
      return saying.is_notice("insider") &&
             (saying.json.contains("text") || saying.json.contains("error"));
    };
    const auto said = device_->next("the insider's answer", is_text, 20s);
    if (!said || !said->json.contains("text")) return {};
    EXPECT_TRUE(device_->next_notice("insider", "order", words, 20s).has_value());
    return (*said)["text"];
  }
  // "1000" of "...|Uid: 0 0 0 0|...": what follows the name.
  static std::string field(const std::string& status, const std::string& name) {
    const std::size_t begin = status.find("|" + name + ":");
    if (begin == status.npos) return "no " + name + " in " + status;
    const std::size_t value = begin + name.size() + 2;
    std::string found = status.substr(value, status.find('|', value) - value);
    found.erase(0, found.find_first_not_of(' '));
    found.erase(found.find_last_not_of(' ') + 1);
    return found;
  }

  static Card* card_;
  static Device* device_;
};

Card* RightsTest::card_ = nullptr;
Device* RightsTest::device_ = nullptr;

TEST_F(RightsTest, OfWhoRunsAreFew) {
  for (const std::string name : {"camera", "helper-starter", "capture-libcamera"}) {
    const std::string status = text("status " + name);
    const bool camera = name == "camera";
    EXPECT_EQ(field(status, "Uid"), camera ? "510 510 510 510" : "511 511 511 511") << name;
    EXPECT_EQ(field(status, "Gid"), camera ? "510 510 510 510" : "511 511 511 511") << name;
    EXPECT_EQ(field(status, "Groups"), camera ? "511" : "") << name;
    EXPECT_EQ(field(status, "NoNewPrivs"), "1") << name;
    EXPECT_EQ(field(status, "Seccomp"), "2") << name;
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"}) {
      EXPECT_EQ(field(status, set), "0000000000000000") << name << " " << set;
    }
  }
}

TEST_F(RightsTest, ReachNoDeviceButTheCameras) {
  for (const char* path :
       {"/dev/vda", "/dev/vda1", "/dev/vda2", "/dev/vda3", "/dev/mem", "/dev/watchdog",
        "/dev/watchdog0", "/dev/kmsg", "/dev/console", "/proc/sysrq-trigger", "/proc/1/mem",
        "/sys/power/state", "/etc/board", "/bin/camera", "/init"}) {
    EXPECT_EQ(order(std::string("try open ") + path), EACCES) << path;
  }
  for (const char* path : {"/etc/new", "/bin/new", "/dev/new", "/boot/new", "/run/new", "/new"}) {
    const int error = order(std::string("try make ") + path);
    EXPECT_TRUE(error == EACCES || error == EROFS) << path << " " << error;
  }
  EXPECT_EQ(order("try memory of camera"), EACCES) << "of the camera itself";
  EXPECT_EQ(order("try open /dev/vda4"), 0) << "where it keeps its journal";
  EXPECT_EQ(order("try open /dev/video0"), 0);
}

TEST_F(RightsTest, EndWhoMakesAnotherSystemCall) {
  for (const char* deed : {"mount", "umount", "reboot",        "kill",   "ptrace", "execve",
                           "fork",  "socket", "packet socket", "bind",   "module", "setuid",
                           "chmod", "chown",  "namespaces",    "chroot", "mknod",  "host name",
                           "bpf",   "perf",   "io_uring",      "keys",   "type",   "code"}) {
    EXPECT_EQ(order(std::string("try ") + deed), kForbidden) << deed;
  }
}

// The second wall: whoever got past the filter has no right to it as a user either.
TEST_F(RightsTest, OfTheUserAloneWouldNotDo) {
  for (const char* deed : {"mount", "umount", "reboot", "kill", "ptrace", "packet socket", "module",
                           "setuid", "chmod", "chown", "chroot", "host name"}) {
    EXPECT_EQ(order(std::string("try as user ") + deed), EPERM) << deed;
  }
  EXPECT_EQ(order("try as user mknod"), EACCES);
}

// Libraries that nobody here wrote run in the helper: it has cameras, and nothing of the camera's.
TEST_F(RightsTest, OfTheHelperAreCamerasAlone) {
  EXPECT_EQ(order("try as helper open /dev/video0"), 0);
  for (const char* path : {"/dev/vda4", "/dev/vda2", "/dev/dri/card0", "/dev/gpiochip0"}) {
    EXPECT_EQ(order(std::string("try as helper open ") + path), EACCES) << path;
  }
  EXPECT_EQ(order("try as helper memory of camera"), EACCES);
  for (const char* deed : {"end camera", "trace camera", "kill", "setuid"}) {
    EXPECT_EQ(order(std::string("try as helper ") + deed), EPERM) << deed;
  }
  EXPECT_EQ(order("try open /dev/dri/card0"), 0);
  EXPECT_EQ(order("try open /dev/gpiochip0"), 0);
}

// Or else this test could not fail.
TEST_F(RightsTest, AreWhatKeepsThemFromIt) {
  for (const char* deed :
       {"open /dev/vda", "open /dev/vda2", "open /proc/1/mem", "make /etc/new", "chmod", "setuid",
        "socket", "fork", "code", "memory of camera", "end camera", "trace camera"}) {
    EXPECT_EQ(order(std::string("try as root ") + deed), 0) << deed;
  }
}

TEST_F(RightsTest, NobodyListensToTheNetwork) {
  for (const char* table : {"tcp", "tcp6", "udp", "udp6", "udplite", "raw", "raw6", "packet"}) {
    const std::string lines = text(std::string("show /proc/net/") + table);
    if (lines.empty()) continue;  // the kernel cannot even speak it
    EXPECT_EQ(lines.find('|') + 1, lines.size()) << table << ": " << lines;
  }
}

TEST_F(RightsTest, AreEnoughToWatch) {
  device_->hear_all();
  const auto is_frame = [](const Saying& saying) { return saying.is_notice("frame"); };
  EXPECT_TRUE(device_->next("a frame", is_frame, 10s).has_value());
  EXPECT_EQ(device_->starts(), 1) << device_->console();
  EXPECT_EQ(device_->console().find("rights:"), std::string::npos) << device_->console();
}

}  // namespace
}  // namespace ocellus::tests
