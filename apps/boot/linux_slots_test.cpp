#include "apps/boot/linux_slots.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>

#include "apps/boot/linux_system.hpp"
#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"
#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/file_device.hpp"

namespace ocellus::boot {
namespace {

using slots::Slot;
using slots::SlotState;

class LinuxSlotsTest : public testing::Test {
 protected:
  LinuxSlotsTest() {
    std::string name = testing::TempDir() + "slots_XXXXXX";
    const int file = mkstemp(name.data());
    EXPECT_EQ(ftruncate(file, storage::kSmallestPartition), 0);
    close(file);
    path_ = name;
  }
  ~LinuxSlotsTest() override { unlink(path_.c_str()); }

  void put(const SlotState& state) {
    storage::FileDevice device;
    ASSERT_TRUE(device.open(path_.c_str(), storage::FileDevice::Access::kReadAndWrite).ok());
    slots::StateStore store(device);
    static_cast<void>(store.read());
    ASSERT_TRUE(store.write(state).ok());
  }

  Status change(SlotEvent event, SlotState& state) {
    return medium_.change(path_.c_str(), event, Slot::kB, state, std::chrono::seconds(10));
  }

  LinuxSystem system_;
  LinuxSlots medium_{system_};
  std::string path_;
};

TEST_F(LinuxSlotsTest, LeadsATrialToItsEnd) {
  put(slots::loader_chooses(slots::trial_begins({}, Slot::kA)).next);
  SlotState state;
  ASSERT_TRUE(change(SlotEvent::kBegan, state).ok());
  EXPECT_EQ(state.attempts, 0u);
  EXPECT_EQ(state.tries, slots::kTries);
  ASSERT_TRUE(change(SlotEvent::kChance, state).ok());
  EXPECT_EQ(state.tries, slots::kTries - 1);
  ASSERT_TRUE(change(SlotEvent::kHealthy, state).ok());
  EXPECT_TRUE(state.confirmed);
  ASSERT_TRUE(change(SlotEvent::kTold, state).ok());

  storage::FileDevice device;
  ASSERT_TRUE(device.open(path_.c_str(), storage::FileDevice::Access::kRead).ok());
  slots::StateStore store(device);
  EXPECT_EQ(store.read(), slots::Content::kState);
  EXPECT_EQ(store.state(), state);
  EXPECT_TRUE(state.told);
}

TEST_F(LinuxSlotsTest, CountsAFaultAndGivesUp) {
  put(slots::user_space_began(slots::trial_begins({}, Slot::kA), Slot::kB, false));
  SlotState state;
  ASSERT_TRUE(change(SlotEvent::kBeganByFault, state).ok());
  EXPECT_EQ(state.tries, slots::kTries - 1);
  ASSERT_TRUE(change(SlotEvent::kGaveUp, state).ok());
  EXPECT_EQ(state.slot, Slot::kA);
}

TEST_F(LinuxSlotsTest, SaysWhatIsWrong) {
  SlotState state;
  EXPECT_EQ(
      medium_.change("/dev/nothing4", SlotEvent::kBegan, Slot::kA, state, std::chrono::seconds(10))
          .code,
      Code::kNotFound);
  ASSERT_EQ(unlink(path_.c_str()), 0);
  EXPECT_EQ(change(SlotEvent::kBegan, state).code, Code::kNotFound);
}

// Beside this data partition there is none with autoboot.txt.
TEST_F(LinuxSlotsTest, AFirmwareThatCannotBeAskedLeavesTheSlotThatRuns) {
  slots::FirmwareStart start = {.try_other = true};
  const Status status =
      medium_.firmware_starts(path_.c_str(), Slot::kA, start, std::chrono::seconds(10));
  EXPECT_FALSE(status.ok());
}

}  // namespace
}  // namespace ocellus::boot
