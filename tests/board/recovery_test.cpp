// A board with two slots that do not start: its recovery console says so, on the serial line and on
// the screen, refuses what is not its owner's, installs what is, and the board watches again.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "drivers/slots/state_store.hpp"
#include "drivers/storage/file_device.hpp"
#include "platform/virt/board.hpp"
#include "tests/board/card.hpp"
#include "tests/board/device.hpp"
#include "tests/board/shot.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/image/disk_image.hpp"
#include "tools/ocellus/image/fat16.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using slots::Slot;

constexpr std::string_view kSettings =
    "[source]\npath = camera\n[watch]\nrate = 2\ntrace = yes\n[screen]\nenabled = no\n";

std::uint64_t offset_of(std::size_t partition) {
  return std::uint64_t{tools::partitions_of(platform::kVirtLinux)[partition - 1].first_sector} *
         tools::kSectorBytes;
}

class RecoveryTest : public testing::Test {
 protected:
  RecoveryTest() : card_(kSettings), folder_(testing::TempDir() + "recovery_test.") {}

  // Slot A is half of an update, and slot B had its tries.
  void spoil_slots() {
    std::fstream card(card_.path(), std::ios::binary | std::ios::in | std::ios::out);
    card.seekp(static_cast<std::streamoff>(offset_of(slots::partition_of(Slot::kA))));
    const std::vector<char> nothing(tools::kSectorBytes);
    card.write(nothing.data(), static_cast<std::streamsize>(nothing.size()));
    card.close();
    storage::FileDevice data;
    ASSERT_TRUE(open_data(data, storage::FileDevice::Access::kReadAndWrite));
    slots::StateStore store(data);
    static_cast<void>(store.read());
    ASSERT_TRUE(
        store.write({.slot = Slot::kA, .bad = {true, true}, .reason = slots::Reason::kTriesUsed})
            .ok());
  }

  slots::SlotState state() {
    storage::FileDevice data;
    EXPECT_TRUE(open_data(data, storage::FileDevice::Access::kRead));
    slots::StateStore store(data);
    EXPECT_EQ(store.read(), slots::Content::kState);
    return store.state();
  }

  void run(const std::string& command) { ASSERT_EQ(std::system(command.c_str()), 0) << command; }

  // A bundle of the image that the card is a copy of.
  std::string bundle(const std::string& key) {
    const std::string file = folder_ + key + ".bundle";
    run(std::string(OCELLUS) + " bundle " + BOARD_IMAGE + " --key " + BOARD_KEYS + key +
        ".key -o " + file);
    return file;
  }

  // A stick with that file as update.bundle, which is there from now on.
  void plug_in(Device& device, const std::string& file) {
    const auto bytes = tools::read_file(file, std::size_t{64} << 20);
    ASSERT_TRUE(bytes.ok());
    const tools::FatFile on_stick = {"update.bundle", bytes.value()};
    const auto stick = tools::make_fat16({.label = "STICK", .sectors = 96U << 10}, {&on_stick, 1});
    ASSERT_TRUE(stick.ok());
    const std::string image = folder_ + "stick";
    ASSERT_TRUE(tools::write_file(image, stick.value()).ok());
    for (const std::string& order :
         {"drive_add 0 if=none,id=stick,format=raw,readonly=on,file=" + image,
          std::string("device_add usb-storage,id=stick,drive=stick")}) {
      ASSERT_TRUE(device.board().monitor(order).ok()) << order;
    }
  }

  bool says(Device& device, std::string_view text, std::chrono::milliseconds patience) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point deadline = Clock::now() + patience;
    for (;;) {
      device.hear_all();
      if (device.console().find(text) != std::string::npos) return true;
      if (Clock::now() > deadline) break;
      std::this_thread::sleep_for(20ms);
    }
    ADD_FAILURE() << "the board did not say: " << text << "\n" << device.console();
    return false;
  }

  Card card_;

 private:
  bool open_data(storage::FileDevice& data, storage::FileDevice::Access access) {
    return data.open(card_.path().c_str(), access, offset_of(4)).ok();
  }

  std::string folder_;
};

bool is_paper(const std::uint8_t* p) { return p[0] < 40 && p[1] < 50 && p[2] > 20 && p[2] < 70; }
bool is_letter(const std::uint8_t* p) { return p[0] > 180 && p[1] > 150; }
bool is_bar(const std::uint8_t* p) { return p[0] > 120 && p[1] < 80 && p[2] < 80; }

TEST_F(RecoveryTest, SaysWhyItIsThereAndTakesItsOwnersUpdate) {
  spoil_slots();
  const std::string others = bundle("other");
  run("head -c 65536 " + others + " > " + others + ".head && mcopy -o -i '" + card_.path() +
      "@@1M' " + others + ".head ::update.bundle");
  Device device({.image = card_.path(), .keep_changes = true, .pictures = BOARD_PICTURES});

  ASSERT_TRUE(says(device, "recovery: This device cannot start", 60s));
  ASSERT_TRUE(says(device, "Keys: ", 10s));
  const std::string& console = device.console();
  EXPECT_NE(console.find("Slot A: holds no system"), std::string::npos) << console;
  EXPECT_NE(console.find("Slot B: version 1.0.0; it had all its tries; this console runs from it."),
            std::string::npos)
      << console;
  EXPECT_NE(console.find("for board virt, signed with the key"), std::string::npos) << console;
  // What lies on the boot partition is somebody else's.
  ASSERT_TRUE(says(device, "/boot/update.bundle: is signed with another key", 20s));

  Shot shot;
  take(device, shot);
  ASSERT_FALSE(HasFatalFailure());
  EXPECT_GT(shot.share({100, 60, 600, 300}, is_paper), 0.5);
  EXPECT_GT(shot.share({90, 10, 600, 200}, is_letter), 0.03);
  EXPECT_GT(shot.share({90, 440, 600, 36}, is_bar), 0.5);

  plug_in(device, bundle("owner"));
  ASSERT_TRUE(says(device, "recovery: reading back, 100 %", 60s));
  ASSERT_TRUE(says(device, "recovery: version 1.0.0 is in slot A, to be tried", 20s));
  const auto is_frame = [](const Saying& saying) { return saying.is_notice("frame"); };
  ASSERT_TRUE(device.next("a frame", is_frame, 60s).has_value());
  ASSERT_TRUE(says(device, "slot A is confirmed", 60s));
  ASSERT_TRUE(device.board().press_power().ok());
  EXPECT_TRUE(device.board().wait_for_power_off(30s).ok());
  const slots::SlotState now = state();
  EXPECT_EQ(now.slot, Slot::kA);
  EXPECT_TRUE(now.confirmed);
  EXPECT_FALSE(now.is_bad(Slot::kA));
}

}  // namespace
}  // namespace ocellus::tests
