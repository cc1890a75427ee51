// libcamera on the virtual board, as a whole: an image with capture-libcamera and the probe in the
// camera's place, stock drivers, a USB camera that sees pictures of ours.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "drivers/picture/picture.hpp"
#include "tools/ocellus/board/virtual_board.hpp"

namespace ocellus::tools::board {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::uint64_t mark_of(const std::string& bytes) {
  std::uint64_t mark = 0xcbf29ce484222325;
  for (const char byte : bytes) mark = (mark ^ static_cast<std::uint8_t>(byte)) * 0x100000001b3;
  return mark;
}

class LibcameraBoard : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ocellus-libcamera-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    fs::create_directories(folder_ / "pictures");
    fs::create_directories(folder_ / "programs");
    for (int i = 0; i < 7; ++i) write_picture(i);
    const fs::path built = OCELLUS_BUILD "/virt/bin";
    for (const auto& [from, to] :
         {std::pair("boot", "boot"), std::pair("libcamera_probe", "camera"),
          std::pair("capture-libcamera", "capture-libcamera")}) {
      ASSERT_TRUE(fs::exists(built / from)) << "build the preset virt first: " << from;
      fs::copy_file(built / from, folder_ / "programs" / to);
    }
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  // A gradient that is another one for each number, 640x480, as a camera would send it.
  void write_picture(int number) {
    constexpr int kWidth = 640;
    constexpr int kHeight = 480;
    std::vector<std::uint8_t> pixels;
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        for (const int value : {x + 31 * number, y + x * number, x * y >> 8}) {
          pixels.push_back(static_cast<std::uint8_t>(value));
        }
      }
    }
    std::vector<std::byte> region(std::size_t{1} << 20);
    picture::Encoder encoder(region);
    std::vector<std::uint8_t> file(pixels.size());
    std::size_t size = 0;
    ASSERT_TRUE(encoder.encode({kWidth, kHeight, pixels.data(), 3 * kWidth}, 85, file, size).ok());
    std::string bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    std::ofstream(folder_ / "pictures" / (std::to_string(number) + ".jpg"), std::ios::binary)
        << bytes;
    marks_.insert(mark_of(bytes));
  }

  Result<std::unique_ptr<VirtualBoard>> start() {
    const std::string image = (folder_ / "card.img").string();
    const std::string command = "cd " OCELLUS_BUILD "/.. && " OCELLUS_BUILD
                                "/host/bin/ocellus image --board virt --libcamera --programs " +
                                (folder_ / "programs").string() + " -o " + image;
    if (std::system(command.c_str()) != 0) return Failure{image, "was not made"};
    return VirtualBoard::start({.image = image, .pictures = (folder_ / "pictures").string()});
  }

  fs::path folder_;
  std::set<std::uint64_t> marks_;
};

TEST_F(LibcameraBoard, FramesAreTheCamerasAndTwentyKillsAreOutlived) {
  auto started = start();
  ASSERT_TRUE(started.ok()) << started.failure().line();
  VirtualBoard& board = *started.value();
  const auto wait = [&](const char* text, std::chrono::seconds patience) {
    const auto line = board.wait_for_line(text, patience);
    EXPECT_TRUE(line.ok()) << line.failure().line();
    return line.ok() ? line.value().text : std::string();
  };
  std::set<std::uint64_t> seen;
  const auto look_at_frame = [&] {
    const std::string line = wait("=frame", 20s);
    const std::size_t at = line.find("mark ");
    ASSERT_NE(at, std::string::npos) << line;
    const std::uint64_t mark = std::strtoull(line.c_str() + at + 5, nullptr, 16);
    EXPECT_TRUE(marks_.contains(mark)) << line;
    seen.insert(mark);
  };
  for (int i = 0; i < 30; ++i) ASSERT_NO_FATAL_FAILURE(look_at_frame());
  EXPECT_EQ(seen, marks_);

  long longest = 0;
  for (int i = 1; i <= 20; ++i) {
    ASSERT_FALSE(wait(("probe: " + std::to_string(i) + " =kill").c_str(), 20s).empty());
    EXPECT_NE(wait("=fault", 5s).find("helper-died"), std::string::npos);
    const std::string line = wait("=recovered", 10s);
    ASSERT_FALSE(line.empty());
    const long outage = std::strtol(line.c_str() + line.find("probe: ") + 7, nullptr, 10);
    EXPECT_LE(outage, 3000) << line;
    longest = std::max(longest, outage);
    ASSERT_NO_FATAL_FAILURE(look_at_frame());
  }
  std::printf("20 kills, the longest outage %ld ms\n", longest);

  // Faults of the camera have the names that they have without libcamera.
  board.camera()->apply({.kind = CameraFault::Kind::kUnplug});
  EXPECT_NE(wait("=fault", 5s).find("disappeared"), std::string::npos);
  std::this_thread::sleep_for(2s);
  board.camera()->apply({.kind = CameraFault::Kind::kPlug});
  EXPECT_NE(wait("=recovered", 10s).find("disappeared"), std::string::npos);
  ASSERT_NO_FATAL_FAILURE(look_at_frame());
  board.camera()->apply({.kind = CameraFault::Kind::kFreeze, .time = 4s});
  EXPECT_NE(wait("=fault", 5s).find("frozen"), std::string::npos);
  EXPECT_NE(wait("=recovered", 15s).find("frozen"), std::string::npos);
  board.camera()->apply({.kind = CameraFault::Kind::kShort, .count = 2});
  EXPECT_NE(wait("=fault", 5s).find("truncated"), std::string::npos);
  wait("=recovered", 10s);
}

}  // namespace
}  // namespace ocellus::tools::board
