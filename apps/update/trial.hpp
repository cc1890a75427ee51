// What an update does to the slots' state: the other slot is bad before it is written, and on trial
// once it is whole.
#pragma once

#include "drivers/slots/slot_state.hpp"
#include "drivers/slots/state_store.hpp"
#include "runtime/status.hpp"

namespace ocellus::update {

class Trial {
 public:
  // `device` begins with the data partition, and nobody else writes its state meanwhile.
  Trial(storage::BlockDevice& device, slots::Slot running) : store_(device), running_(running) {}

  // Reads the state. kUnsupported: the other slot may not be overwritten, because it is what to go
  // back to, or the state is of a newer version.
  Status look();

  // Whether what is in the other slot had its trial and lost. After look().
  bool failed_before() const;

  // Each lasts when it returns; failures are the medium's.
  Status declare_bad();
  Status begin();

 private:
  slots::StateStore store_;
  slots::Slot running_;
};

}  // namespace ocellus::update
