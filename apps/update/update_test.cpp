// The program itself, on files: a bundle, a slot, and the three files that say what the device is.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/bundle/test_bundle.hpp"
#include "drivers/slots/crc32.hpp"
#include "drivers/slots/slot_state.hpp"
#include "drivers/slots/state_store.hpp"
#include "drivers/storage/file_device.hpp"

namespace ocellus::update {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kMisused = 2;
constexpr int kRefused = 3;

constexpr const char* kDevices = " --slot slot --state data --etc .";

std::string hexadecimal(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += kDigits[static_cast<std::size_t>(byte) >> 4];
    text += kDigits[static_cast<std::size_t>(byte) & 15];
  }
  return text;
}

class Update : public testing::Test {
 public:
  ~Update() override { fs::remove_all(folder_); }

 protected:
  Update()
      : folder_(fs::path(testing::TempDir()) / ("ocellus-update-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
    write("board", "virt\n");
    write("version", "1.1.0\n");
    write("ocellus.pub",
          std::string(bundle::kPublicKeyWord) + " " + hexadecimal(key_.public_key) + "\n");
    write("slot", old_slot_);
    write("data", std::string(64 << 10, '\0'));
    write_bundle(payload_);
  }

  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  void write_bundle(const Bytes& payload) const {
    const Bytes bytes = bundle::test_bundle(bundle::test_manifest(payload), payload, key_);
    write("bundle", {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  std::string read(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void write_copy(const slots::Sector& sector) const {
    std::string data(64 << 10, '\0');
    std::ranges::copy(std::string_view(reinterpret_cast<const char*>(sector.data()), sector.size()),
                      data.begin());
    write("data", data);
  }
  void write_state(const slots::SlotState& state) const {
    slots::Sector sector;
    slots::encode(state, sector);
    write_copy(sector);
  }
  slots::SlotState state() const {
    storage::FileDevice device;
    const Status opened =
        device.open((folder_ / "data").c_str(), storage::FileDevice::Access::kRead);
    EXPECT_TRUE(opened.ok());
    slots::StateStore store(device);
    EXPECT_EQ(store.read(), slots::Content::kState);
    return store.state();
  }

  // What the program exits with; what it says is in said_.
  int run(const std::string& words) {
    const std::string command =
        "cd '" + folder_.string() + "' && '" UPDATE_PROGRAM "' " + words + kDevices + " 2>said";
    const int status = std::system(command.c_str());
    said_ = read("said");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  bool told(std::string_view part) const { return said_.find(part) != said_.npos; }

  bundle::TestKey key_{1};
  Bytes payload_ = bundle::test_payload(400);
  std::string old_slot_ = std::string(500 * 512, 'o');
  fs::path folder_;
  std::string said_;
};

TEST_F(Update, ChecksAndInstalls) {
  EXPECT_EQ(run("check bundle --running A"), kDone) << said_;
  EXPECT_EQ(read("slot"), old_slot_);
  EXPECT_EQ(run("install bundle --running A"), kDone) << said_;
  const std::string slot = read("slot");
  ASSERT_GE(slot.size(), payload_.size());
  EXPECT_TRUE(std::equal(payload_.begin(), payload_.end(), std::as_bytes(std::span(slot)).begin()));
  EXPECT_TRUE(told("version 1.2.0")) << said_;
  EXPECT_TRUE(told("writing, 60 %")) << said_;
  EXPECT_FALSE(state().confirmed);
  EXPECT_EQ(state().slot, slots::Slot::kB);
  EXPECT_EQ(state().reason, slots::Reason::kUpdate);
  EXPECT_TRUE(told("reading back, 100 %")) << said_;
}

TEST_F(Update, KeepsWhatATrialGoesBackTo) {
  write_state({.sequence = 9, .slot = slots::Slot::kA, .confirmed = false, .tries = 3});
  EXPECT_EQ(run("install bundle --running A"), kRefused);
  EXPECT_TRUE(told("on trial")) << said_;
  EXPECT_EQ(read("slot"), old_slot_);
}

TEST_F(Update, TakesOneThatComesOnce) {
  EXPECT_EQ(run("install - --running A <bundle"), kDone) << said_;
  EXPECT_NE(read("slot"), old_slot_);
}

TEST_F(Update, TouchesNothingForABundleThatIsNotItsOwners) {
  write("ocellus.pub", std::string(bundle::kPublicKeyWord) + " " +
                           hexadecimal(bundle::TestKey(2).public_key) + "\n");
  EXPECT_EQ(run("check bundle --running A"), kRefused) << said_;
  EXPECT_TRUE(told("bundle: ")) << said_;
  EXPECT_EQ(run("install bundle --running A"), kFailed);
  EXPECT_EQ(read("slot"), old_slot_);
}

TEST_F(Update, TouchesNothingForADamagedBundle) {
  std::string bytes = read("bundle");
  bytes[bytes.size() / 2] ^= 1;
  write("bundle", bytes);
  EXPECT_EQ(run("install bundle --running A"), kFailed) << said_;
  EXPECT_EQ(read("slot"), old_slot_);
}

TEST_F(Update, LeavesASlotThatNobodyStartsWhereAStreamWasDamaged) {
  std::string bytes = read("bundle");
  bytes.back() ^= 1;
  write("bundle", bytes);
  EXPECT_EQ(run("install - --running A <bundle"), kFailed) << said_;
  EXPECT_NE(read("slot"), old_slot_);
  EXPECT_EQ(state().slot, slots::Slot::kA);
  EXPECT_TRUE(state().confirmed);
  EXPECT_TRUE(state().is_bad(slots::Slot::kB));
}

TEST_F(Update, RefusesOnADeviceThatIsNoneOfOurs) {
  write("version", "1.2.0\n");
  EXPECT_EQ(run("check bundle --running A"), kRefused) << said_;
  EXPECT_TRUE(told("version that runs")) << said_;
  write("version", "twelve");
  EXPECT_EQ(run("check bundle --running A"), kRefused) << said_;
  write("version", "1.1.0\n");
  fs::remove(folder_ / "ocellus.pub");
  EXPECT_EQ(run("check bundle --running A"), kRefused) << said_;
  EXPECT_TRUE(told("ocellus image --key")) << said_;
  write("board", "");
  EXPECT_EQ(run("check bundle --running A"), kRefused) << said_;
}

TEST_F(Update, TriesWhatFailedHereOnlyOnce) {
  constexpr std::string_view kRelease = "ocellus-release-1 virt 1.2.0\n";
  kRelease.copy(old_slot_.data() + 62, kRelease.size());
  write("slot", old_slot_);
  EXPECT_EQ(run("check bundle --running A"), kDone) << said_;
  write_state({.sequence = 9, .reason = slots::Reason::kTriesUsed});
  EXPECT_EQ(run("check bundle --running A"), kRefused);
  EXPECT_TRUE(told("tried here")) << said_;
}

TEST_F(Update, LeavesAStateAloneThatItDoesNotUnderstand) {
  slots::Sector sector;
  slots::encode({.sequence = 9}, sector);
  sector[4] = std::byte{2};  // the version; the checksum is right again below
  const std::uint32_t sum = slots::crc32(std::span(sector).first<508>());
  for (std::size_t i = 0; i < 4; ++i) sector[508 + i] = static_cast<std::byte>(sum >> (24 - 8 * i));
  write_copy(sector);
  EXPECT_EQ(run("install bundle --running A"), kRefused) << said_;
  EXPECT_TRUE(told("data: is of a newer version")) << said_;
  EXPECT_EQ(read("slot"), old_slot_);
}

TEST_F(Update, SaysHowItIsUsed) {
  for (const char* words :
       {"", "install", "install bundle", "burn bundle --running A", "check bundle --running A more",
        "check bundle --running C", "check bundle --running A --fast 1"}) {
    EXPECT_EQ(run(words), kMisused) << words;
    EXPECT_TRUE(told("usage: update check|install BUNDLE")) << said_;
  }
  EXPECT_EQ(run("install nowhere --running A"), kRefused);
  EXPECT_TRUE(told("nowhere: ")) << said_;
  fs::remove(folder_ / "slot");
  EXPECT_EQ(run("install bundle --running A"), kFailed);
  EXPECT_TRUE(told("slot: ")) << said_;
}

}  // namespace
}  // namespace ocellus::update
