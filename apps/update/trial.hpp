// What an update does to the slots' state: the other slot is bad before it is written, and on trial
// once it is whole.
#pragma once

#include "drivers/bundle/version.hpp"
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

  // Whether the other slot, which is `slot`, holds that very version already and it had its trial
  // and lost: what was left on a stick is not to be tried for ever. kUnsupported: so it is; or what
  // the slot's medium says. After look().
  Status check_not_tried(storage::BlockDevice& slot, const bundle::Version& version) const;

  // Each lasts when it returns; failures are the medium's.
  Status declare_bad();
  Status begin();

 private:
  bool failed_before() const;

  slots::StateStore store_;
  slots::Slot running_;
};

}  // namespace ocellus::update
