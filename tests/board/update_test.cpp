// Signed updates on a board: what is taken is tried, and kept once it has proved itself; whatever
// else comes is refused, or is gone again after its trial, and the log says why.
//
// OCELLUS_UPDATE_LIVES=1: also updates that are signed and unfit, a minute each.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/slots/state_store.hpp"
#include "drivers/storage/file_device.hpp"
#include "tests/board/card.hpp"
#include "tests/board/device.hpp"
#include "tests/board/stick.hpp"
#include "tools/ocellus/bundle/key_file.hpp"
#include "tools/ocellus/bundle/make_bundle.hpp"
#include "tools/ocellus/file.hpp"
#include "tools/ocellus/log/data_partition.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Bytes = std::vector<std::byte>;

constexpr std::string_view kSettings =
    "[source]\npath = camera\n[watch]\nrate = 2\ntrace = yes\n[screen]\nenabled = no\n";
constexpr milliseconds kStart = 60s;
constexpr milliseconds kInstall = 90s;
constexpr milliseconds kTrial = 120s;

const std::string kUpdates =
    std::string(BOARD_IMAGE).substr(0, std::string(BOARD_IMAGE).rfind('/')) + "/updates/";

Bytes read(const std::string& name) {
  auto file = tools::read_file(kUpdates + name, std::size_t{64} << 20);
  EXPECT_TRUE(file.ok()) << name;
  return file.ok() ? std::move(file.value()) : Bytes();
}

// A system of nothing, as an update.
struct Offer {
  const char* key = "owner";
  std::string release = "virt 2.0.0";
  std::size_t slot_bytes = std::size_t{1} << 20;
};

Bytes bundle_of(const Offer& offer) {
  Bytes slot(offer.slot_bytes);
  const std::string line = "ocellus-release-1 " + offer.release + "\n";
  std::ranges::copy(std::as_bytes(std::span(line)), slot.begin() + 62);
  for (std::size_t i = 512; i < 100'000; ++i) slot[i] = static_cast<std::byte>(i * i >> 7);
  const auto key = tools::read_secret_key(kUpdates + offer.key + ".key");
  if (!key.ok()) {
    ADD_FAILURE() << key.failure().what;
    return {};
  }
  auto made = tools::make_bundle(slot, offer.release, {}, key.value());
  EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.failure().what);
  return made.ok() ? std::move(made.value().bytes) : Bytes();
}

Bytes with_a_flipped_bit(Bytes bytes, std::size_t at) {
  bytes.at(at) ^= std::byte{4};
  return bytes;
}

Bytes cut(Bytes bytes) {
  bytes.resize(bytes.size() - 4096);
  return bytes;
}

// How long things take, for whoever reads the log of the tests.
class Stopwatch {
 public:
  void tell(const char* what) const {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
    std::printf("%s after %.1f s\n", what, passed.count());
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

class UpdateTest : public testing::Test {
 protected:
  void SetUp() override {
    card_.write_boot_options("--confirm 5");
    const Bytes strange = bundle_of({.key = "stranger"});
    card_.write_file("update.bundle",
                     {reinterpret_cast<const char*>(strange.data()), strange.size()});
    device_.emplace(tools::board::VirtualBoardOptions{
        .image = card_.path(), .keep_changes = true, .pictures = BOARD_PICTURES});
    EXPECT_TRUE(sees_a_frame(kStart));
  }

  bool sees_a_frame(milliseconds patience) {
    const auto is_frame = [](const Saying& saying) { return saying.is_notice("frame"); };
    return device_->next("a frame", is_frame, patience).has_value();
  }
  void plug(const Stick& stick) {
    const auto done = device_->board().plug_stick(stick.path());
    EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.failure().what);
  }
  void pull(const Stick& stick) {
    const auto done = device_->board().pull_stick(stick.path());
    EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.failure().what);
  }
  bool says(std::string_view text, milliseconds patience) { return device_->says(text, patience); }

  void switch_off() {
    EXPECT_TRUE(device_->board().press_power().ok());
    EXPECT_TRUE(device_->board().wait_for_power_off(30s).ok()) << device_->situation();
  }

  // The board is off.
  slots::SlotState state() const {
    storage::FileDevice device;
    EXPECT_TRUE(tools::open_data_partition(card_.path(), device).ok());
    slots::StateStore store(device);
    EXPECT_EQ(store.read(), slots::Content::kState);
    return store.state();
  }
  int times_in_the_log(std::string_view text) const {
    const auto lines = card_.system_log();
    return static_cast<int>(std::ranges::count_if(lines, [text](const tools::HistoryEntry& entry) {
      return entry.text.find(text) != entry.text.npos;
    }));
  }

  Card card_{kSettings};
  std::optional<Device> device_;
};

TEST_F(UpdateTest, TakesWhatItsOwnerSignedAndNothingElse) {
  EXPECT_TRUE(says("update: /boot/update.bundle: is signed with another key", 30s));
  const Stick bad({bundle_of({.key = "stranger"}), bundle_of({.release = "rpi3 2.0.0"}),
                   bundle_of({.release = "virt 0.9.0"}),
                   bundle_of({.slot_bytes = std::size_t{28} << 20})});
  const Stick damaged({cut(bundle_of({})), with_a_flipped_bit(bundle_of({}), 100),
                       with_a_flipped_bit(bundle_of({}), 60'000),
                       bundle_of({.release = "virt 1.0.0"})});
  constexpr std::string_view kReasons[] = {"is signed with another key",
                                           "is for another board",
                                           "is older than what runs",
                                           "is larger than the slot",
                                           "is cut off",
                                           "was changed after it was signed",
                                           "is damaged"};
  plug(bad);
  for (const std::string_view reason : kReasons) {
    if (reason == kReasons[4]) plug(damaged);
    EXPECT_TRUE(says(reason, 30s)) << reason << "\n" << device_->console();
  }
  EXPECT_TRUE(says("holds the version that runs", 30s));
  EXPECT_TRUE(sees_a_frame(10s));
  pull(bad);
  pull(damaged);

  ASSERT_TRUE(device_->board().type("offer nothing of worth\n").ok());
  EXPECT_TRUE(says("update: /run/ocellus/update: ends within its header", 30s));

  const Stick good({read("fit.bundle")});
  const Stopwatch stick_came;
  plug(good);
  EXPECT_TRUE(says("update: version 2.0.0 is in slot B, to be tried", kInstall));
  stick_came.tell("installed");
  ASSERT_TRUE(device_->next_notice("start", "cause", "software", kStart).has_value());
  EXPECT_TRUE(says("slot B is on trial", kStart));
  EXPECT_TRUE(sees_a_frame(kStart));
  stick_came.tell("it watches");
  EXPECT_TRUE(says("slot B is confirmed", kTrial));
  stick_came.tell("confirmed");
  EXPECT_TRUE(says("holds the version that runs", 30s));
  EXPECT_TRUE(sees_a_frame(10s));
  switch_off();

  EXPECT_TRUE(state().confirmed);
  EXPECT_EQ(state().slot, slots::Slot::kB);
  // The one that lies on the card is refused at each start.
  EXPECT_EQ(times_in_the_log("update.bundle: is signed with another key"), 2);
  for (const std::string_view reason : kReasons) {
    const int on_the_card = reason == kReasons[0] ? 2 : 0;
    EXPECT_EQ(times_in_the_log(reason), 1 + on_the_card) << reason;
  }
  EXPECT_EQ(times_in_the_log("holds the version that runs"), 0);
  EXPECT_EQ(times_in_the_log("version 2.0.0 is in slot B"), 1);
  EXPECT_EQ(times_in_the_log("slot B is confirmed"), 1);
}

class Unfit : public UpdateTest {
 protected:
  void SetUp() override {
    if (std::getenv("OCELLUS_UPDATE_LIVES") == nullptr) {
      GTEST_SKIP() << "OCELLUS_UPDATE_LIVES is not set";
    }
    UpdateTest::SetUp();
  }
  void comes_back_from(const std::string& name, std::string_view reason) {
    const Stick stick({read(name + ".bundle")});
    const Stopwatch stick_came;
    plug(stick);
    EXPECT_TRUE(says(" is in slot B, to be tried", kInstall)) << name;
    EXPECT_TRUE(says("slot B is on trial", kStart)) << name;
    EXPECT_TRUE(says(reason, kTrial)) << name;
    EXPECT_TRUE(says("back to slot A", kTrial)) << name;
    EXPECT_TRUE(sees_a_frame(kStart)) << name;
    stick_came.tell((name + ": watches again").c_str());
    EXPECT_TRUE(says("holds a version that was tried here and failed", kStart)) << name;
    pull(stick);
  }
};

TEST_F(Unfit, GoesBackToTheConfirmedSlot) {
  comes_back_from("panics", "slot B had all its tries");
  comes_back_from("hangs_at_the_end", "slot B did not become healthy and gave up");
  switch_off();
  EXPECT_TRUE(state().confirmed);
  EXPECT_EQ(state().slot, slots::Slot::kA);
  EXPECT_EQ(times_in_the_log("had all its tries; back to slot A"), 1);
  EXPECT_EQ(times_in_the_log("gave up; back to slot A"), 1);
}

// A stick that is pulled out while it is read costs nothing but itself.
TEST_F(Unfit, OutlivesAStickThatIsPulledOut) {
  const Stick stick({read("fit.bundle")});
  plug(stick);
  ASSERT_TRUE(says("update: checking, 20 %", kInstall));
  pull(stick);
  EXPECT_TRUE(says("cannot be read", kInstall));
  EXPECT_TRUE(sees_a_frame(10s));
  plug(stick);
  EXPECT_TRUE(says(" is in slot B, to be tried", kInstall));
  EXPECT_TRUE(says("slot B is confirmed", kTrial));
}

}  // namespace
}  // namespace ocellus::tests
