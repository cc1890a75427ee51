// A device with power: the loader's part (drivers/slots/loader.hpp), user space's (apps/boot's
// SlotKeeper) and updates (apps/update), all of them the code that runs on a board, with the card
// as its owner knows it after each step. Ends when the last system of the plan has had its turn.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tests/storage/simulated_disk.hpp"
#include "tests/updates/card.hpp"
#include "tests/updates/ledger.hpp"
#include "tests/updates/mistake.hpp"

namespace ocellus::tests {

struct UpdateScenario {
  const char* name;
  CardLayout layout;
  Systems systems;             // the first one was shipped in slot A
  std::vector<unsigned> plan;  // by number, what is offered to it one after the other
  std::size_t scratch_sectors;
  std::uint32_t flush_sectors;
};

// A moment at which the power may go, with what is on its way.
struct Moment {
  SimulatedDisk disk;
  Ledger ledger;
  bool in_update = false;
  const char* during = "";
};

class Life final : SimulatedDisk::Watcher {
 public:
  // `offers`: of the plan, in this life at most.
  Life(const UpdateScenario& scenario, Mistake mistake, std::size_t offers)
      : scenario_(scenario), mistake_(mistake), offers_(offers) {}

  void power_on(SimulatedDisk disk, Ledger ledger);
  // The program that updates was killed, and is started again.
  void go_on(SimulatedDisk disk, Ledger ledger);

  // Of all times at which something was about to last, and of the end.
  std::vector<Moment> moments;
  std::string fault;  // empty where there was none

  // What the loader starts; a system's number, 0 after a fault.
  static unsigned load(SimulatedDisk& disk, const UpdateScenario& scenario, Ledger& ledger,
                       Mistake mistake, std::string& fault);

 private:
  class Medium;
  enum class End : std::uint8_t { kRestart, kFault, kSettled };

  void before_flush(const SimulatedDisk& disk) override {
    moments.push_back({disk, ledger_, in_update_, during_});
  }
  void begin(SimulatedDisk& disk, Ledger& ledger);
  void live();
  void finish();
  End user_space(unsigned system);
  End update(slots::Slot running);
  // What was done lasts or is as on its way as it ought to be.
  bool check(const char* during);
  const TestSystem& named(unsigned number) const { return scenario_.systems[number - 1]; }

  const UpdateScenario& scenario_;
  Mistake mistake_;
  std::size_t offers_;
  SimulatedDisk disk_{0, std::byte{0}};
  Ledger ledger_;
  bool after_fault_ = false;
  bool in_update_ = false;
  const char* during_ = "";
};

}  // namespace ocellus::tests
