// The two copies of the state on the medium.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "drivers/slots/slot_state.hpp"
#include "drivers/storage/block_device.hpp"

namespace ocellus::slots {

// From the beginning of the data partition. Half of the region `state` apart, so that an erase
// block that is torn or lost, of up to 32 KiB, takes one of them at most.
inline constexpr std::array<std::uint64_t, 2> kCopyOffsets = {0, 32 << 10};

// One writer at a time. Nothing is cached between calls, nothing allocated.
class StateStore {
 public:
  // `device` begins with the data partition.
  explicit StateStore(storage::BlockDevice& device) : device_(device) {}

  // Reads both copies and takes the newer one. A copy that cannot be read counts as damaged;
  // nothing is ever written here. kNothing: there is no whole copy, and state() is as shipped.
  [[nodiscard]] Content read();

  const SlotState& state() const { return state_; }

  // `next` with the next sequence, over the older or damaged copy; it lasts when this returns. What
  // was read lasts before: it may be what the loader, or a process that was killed, left on its
  // way, and a cut would take both copies. Writes nothing where `next` but for its sequence is what
  // there is; then that lasts. After a failure the other copy is untouched, and state() as before;
  // another attempt writes the same place again. kUnsupported after kNewer: what is not understood
  // is left alone. Otherwise the device's failures. To be called after read().
  Status write(SlotState next);

 private:
  storage::BlockDevice& device_;
  Content content_ = Content::kNewer;  // nothing is written before it was read
  bool lasts_ = false;                 // what was read
  SlotState state_;
  std::size_t older_ = 0;  // the copy to be written next
};

}  // namespace ocellus::slots
