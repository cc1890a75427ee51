#include "tools/ocellus/board/camera_fault.hpp"

#include <gtest/gtest.h>

#include "tools/ocellus/board/board_action.hpp"

namespace ocellus::tools::board {
namespace {

using namespace std::chrono_literals;
using Kind = CameraFault::Kind;

TEST(CameraFault, IsReadFromALine) {
  const std::pair<const char*, CameraFault> cases[] = {
      {"corrupt 3", {.kind = Kind::kCorrupt, .count = 3}},
      {" short  1 ", {.kind = Kind::kShort, .count = 1}},
      {"stall 100000", {.kind = Kind::kStall, .count = 100000}},
      {"freeze 2.5", {.kind = Kind::kFreeze, .time = 2500ms}},
      {"pause 0.1", {.kind = Kind::kPause, .time = 100ms}},
      {"unplug", {.kind = Kind::kUnplug}},
      {"plug", {.kind = Kind::kPlug}},
      {"plug mjpeg", {.kind = Kind::kPlug, .formats = CameraFault::Formats::kMjpegOnly}},
      {"plug yuyv", {.kind = Kind::kPlug, .formats = CameraFault::Formats::kYuyvOnly}},
  };
  for (const auto& [text, fault] : cases) {
    const Result<CameraFault> read = read_camera_fault(text);
    ASSERT_TRUE(read.ok()) << text;
    EXPECT_EQ(read.value(), fault) << text;
  }
}

TEST(CameraFault, RefusesEverythingElse) {
  for (const char* text : {"", "corrupt", "corrupt 0", "corrupt -1", "corrupt 3x", "short 100001",
                           "stall 1.5", "freeze", "freeze 0", "freeze nan", "freeze inf",
                           "pause 3601", "unplug now", "plug grey", "explode 3"}) {
    EXPECT_FALSE(read_camera_fault(text).ok()) << text;
  }
  EXPECT_EQ(read_camera_fault("corrupt x").failure().line(),
            "corrupt x: wants a number of frames from 1 to 100000; write 'corrupt 3'");
}

TEST(BoardAction, IsReadFromALine) {
  EXPECT_EQ(std::get<Press>(read_board_action("press long").value()), Press::kLong);
  EXPECT_EQ(std::get<Screenshot>(read_board_action("screenshot my shot.png").value()).file,
            "my shot.png");
  EXPECT_TRUE(std::holds_alternative<PowerButton>(read_board_action("power").value()));
  EXPECT_TRUE(std::holds_alternative<CutPower>(read_board_action("cut").value()));
  EXPECT_EQ(std::get<CameraFault>(read_board_action("short 4").value()).count, 4U);
  EXPECT_EQ(std::get<PlugStick>(read_board_action("stick a stick.img").value()).file,
            "a stick.img");
  EXPECT_EQ(std::get<PullStick>(read_board_action("pull stick.img").value()).file, "stick.img");
  for (const char* text :
       {"", "press", "press hard", "screenshot", "cut off", "sing", "stick", "pull "}) {
    EXPECT_FALSE(read_board_action(text).ok()) << text;
  }
}

}  // namespace
}  // namespace ocellus::tools::board
