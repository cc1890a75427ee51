// What the program does as it is told, on files.
#include "apps/update/update_on_files.hpp"

namespace ocellus::update {
namespace {

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
    EXPECT_TRUE(told("usage: update check|install|take BUNDLE")) << said_;
  }
  EXPECT_EQ(run("install nowhere --running A"), kRefused);
  EXPECT_TRUE(told("nowhere: ")) << said_;
  fs::remove(folder_ / "slot");
  EXPECT_EQ(run("install bundle --running A"), kFailed);
  EXPECT_TRUE(told("slot: ")) << said_;
}

}  // namespace
}  // namespace ocellus::update
