// Somebody plays with the plug, or with the reset button: at random moments, in the boot loader, in
// the kernel, in the first seconds of user space. Afterwards the board is still on its confirmed
// slot, or its trial is still due with all its tries.
//
// OCELLUS_POWER_CYCLES=100: so many, some three seconds each.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"
#include "platform/virt/board.hpp"
#include "tests/board/card.hpp"
#include "tests/board/knob.hpp"
#include "tools/ocellus/board/virtual_board.hpp"
#include "tools/ocellus/image/disk_image.hpp"
#include "tools/ocellus/log/data_partition.hpp"

namespace ocellus::tests {
namespace {

using namespace std::chrono_literals;
using slots::Slot;
using slots::SlotState;
using tools::board::VirtualBoard;

constexpr unsigned kCycles = 6;
constexpr std::chrono::milliseconds kStart = 60s;
// A trial whose user space ends so many times within seconds is given up, and rightly.
constexpr unsigned kSeries = 10;

// How far it comes: what it says last, and how long after that the power goes at most. Ten seconds
// of user space are a try.
struct Stage {
  const char* name;
  const char* line;
  std::chrono::milliseconds most;
};
constexpr std::array kStages = {
    Stage{"boot loader", "U-Boot", 600ms},
    Stage{"kernel", "ocellus: start", 1200ms},
    Stage{"user space", "camera: started", 3000ms},
};

class PowerCycles : public testing::Test {
 protected:
  PowerCycles() : card_("[screen]\nenabled = no\n") {
    // Both slots hold the same.
    const auto parts = tools::partitions_of(platform::kVirtLinux);
    std::vector<char> bytes(parts[1].sectors * tools::kSectorBytes);
    std::fstream file(card_.path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(parts[1].first_sector * tools::kSectorBytes));
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.seekp(static_cast<std::streamoff>(parts[2].first_sector * tools::kSectorBytes));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    EXPECT_TRUE(file.good());
  }

  SlotState state() {
    storage::FileDevice device;
    EXPECT_TRUE(tools::open_data_partition(card_.path(), device).ok());
    slots::StateStore store(device);
    EXPECT_NE(store.read(), slots::Content::kNewer);
    return store.state();
  }

  // The board is off.
  void write(const SlotState& state) {
    storage::FileDevice device;
    const auto found = tools::open_data_partition(card_.path(), device);
    ASSERT_TRUE(found.ok());
    ASSERT_TRUE(device
                    .open(card_.path().c_str(), storage::FileDevice::Access::kReadAndWrite,
                          found.value().offset, found.value().size)
                    .ok());
    slots::StateStore store(device);
    static_cast<void>(store.read());
    ASSERT_TRUE(store.write(state).ok());
  }

  // From a start to a random moment, and off or reset. How far it came.
  std::size_t cycle() {
    const std::size_t stage = random_() % kStages.size();
    const auto [name, line, most] = kStages[stage];
    if (board_ == nullptr) {
      auto started = VirtualBoard::start({.image = card_.path(), .keep_changes = true});
      EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.failure().what);
      if (!started.ok()) return stage;
      board_ = std::move(started.value());
    }
    const auto said = board_->wait_for_line(line, kStart);
    EXPECT_TRUE(said.ok()) << "does not come as far as the " << name;
    std::this_thread::sleep_for(std::chrono::milliseconds(random_() % most.count()));
    if (random_() % 2 == 0) {
      EXPECT_TRUE(board_->monitor("system_reset").ok());
    } else {
      pull();
    }
    return stage;
  }

  void pull() {
    if (board_ == nullptr) return;
    board_->cut_power();
    board_.reset();
  }

  // Whether the loader tells the kernel so next.
  bool starts_with(const std::string& word) {
    pull();
    auto started = VirtualBoard::start({.image = card_.path(), .keep_changes = true});
    if (!started.ok()) return false;
    board_ = std::move(started.value());
    const bool told = board_->wait_for_line(word, kStart).ok();
    pull();
    return told;
  }

  // `count` cycles after each of which the state is `as_before` but for what is only counted.
  void play(unsigned count, const SlotState& as_before) {
    for (unsigned i = 0; i < count && !HasFailure(); ++i) {
      ++cycles_[cycle()];
      const SlotState now = state();
      SCOPED_TRACE("cycle " + std::to_string(i));
      EXPECT_EQ(now.slot, as_before.slot);
      EXPECT_EQ(now.confirmed, as_before.confirmed);
      EXPECT_EQ(now.tries, as_before.tries);
      EXPECT_EQ(now.bad, as_before.bad);
      EXPECT_EQ(now.reason, as_before.reason);
    }
    pull();
  }

  Card card_;
  std::unique_ptr<VirtualBoard> board_;
  std::mt19937 random_{knob("OCELLUS_POWER_SEED", 1)};
  std::array<unsigned, kStages.size()> cycles_ = {};
};

TEST_F(PowerCycles, LeaveTheSlotsAsTheyWere) {
  const unsigned wanted = knob("OCELLUS_POWER_CYCLES", kCycles);
  unsigned done = 0;
  for (unsigned series = 0; done < wanted && !HasFailure(); ++series) {
    const unsigned count = std::min(kSeries, series == 0 ? (wanted + 1) / 2 : wanted - done);
    const bool trial = series % 2 == 1;
    const Slot home = series % 4 < 2 ? Slot::kA : Slot::kB;
    SlotState before = {.slot = home, .reason = slots::Reason::kConfirmed};
    if (trial) before = slots::trial_begins(before, home);
    write(before);
    play(count, before);
    done += count;
    const Slot next = trial ? other(home) : home;
    const std::string told = "ocellus.slot=" + std::to_string(slots::partition_of(next));
    EXPECT_TRUE(starts_with(told)) << told;
    EXPECT_EQ(state().tries, before.tries);
  }
  std::printf("%u power cycles:", done);
  for (std::size_t i = 0; i < kStages.size(); ++i) {
    std::printf(" %u in the %s%s", cycles_[i], kStages[i].name,
                i + 1 < kStages.size() ? "," : "\n");
  }
}

}  // namespace
}  // namespace ocellus::tests
