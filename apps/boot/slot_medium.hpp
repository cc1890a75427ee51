// The slots' state, as the first process asks for it to be changed: one call an event, which reads,
// changes and writes. linux_slots.cpp is the real one.
#pragma once

#include <cstdint>

#include "apps/boot/instant.hpp"
#include "drivers/slots/slot_state.hpp"
#include "runtime/status.hpp"

namespace ocellus::boot {

// drivers/slots/transitions.hpp says what each does.
enum class SlotEvent : std::uint8_t {
  kBegan,         // user space is there
  kBeganByFault,  // likewise, after the watchdog or a panic
  kChance,        // it has run for some seconds
  kHealthy,       // it was healthy for minutes
  kGaveUp,        // it did not become so in time
  kTold,          // the reason for its slot is in the journal
};

class SlotMedium {
 public:
  virtual ~SlotMedium() = default;

  // `state` is what lasts afterwards. `device` is the data partition. kTimeout: not within
  // `patience`; it may come to that later. kNotFound: no such partition, or it is not ours.
  // kUnsupported: a newer version's state. Others: the medium's; `state` is unknown after all of
  // them.
  virtual Status change(const char* device, SlotEvent event, slots::Slot running,
                        slots::SlotState& state, Duration patience) = 0;
};

}  // namespace ocellus::boot
