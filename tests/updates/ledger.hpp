// What has happened to a device, as its owner knows it, and what its card must therefore hold.
#pragma once

#include <cstdint>
#include <string>

#include "tests/updates/card.hpp"

namespace ocellus::tests {

struct Ledger {
  // What was confirmed last.
  slots::Slot home = slots::Slot::kA;
  unsigned home_system = 1;
  unsigned previous = 0;  // what was so before, in the other slot until it is overwritten
  // On trial in the other slot, acknowledged; 0: none.
  unsigned trial = 0;
  bool started = false;  // the trial, at least once
  // On their way: they may have come to pass, or not.
  unsigned beginning = 0;   // the trial of this system
  bool confirming = false;  // `trial`
  unsigned ending = 0;      // the loader wrote that this one's trial is over, and does not flush
  // Of the plan: the next one to be offered.
  std::size_t next = 0;
  std::uint32_t tried = 0;    // systems that were on trial, bit by number
  std::uint32_t crashes = 0;  // so far

  void confirm();  // the trial

  // Takes over what a card that has no fault says of what was on its way.
  void settle(SimulatedDisk& disk, const CardLayout& layout, const Systems& systems);
};

// What is wrong with a card; empty where nothing is. The loader is not asked yet.
std::string fault_of(SimulatedDisk& disk, const CardLayout& layout, const Systems& systems,
                     const Ledger& ledger);

}  // namespace ocellus::tests
