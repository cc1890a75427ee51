// What a loader that knows no state goes by: a Raspberry Pi's firmware, or GRUB.
#pragma once

#include <optional>

#include "drivers/slots/slot_state.hpp"
#include "runtime/status.hpp"

namespace ocellus::slots {

struct FirmwareNames {
  Slot usual = Slot::kA;  // what it starts
  Slot tried = Slot::kB;  // what it starts once, when it is asked to

  friend bool operator==(const FirmwareNames&, const FirmwareNames&) = default;
};

// As such loaders write a slot: its partition's number.
constexpr char digit_of(Slot slot) { return static_cast<char>('0' + partition_of(slot)); }

constexpr std::optional<Slot> slot_of(char digit) {
  for (const Slot slot : {Slot::kA, Slot::kB}) {
    if (digit == digit_of(slot)) return slot;
  }
  return std::nullopt;
}

// Where that is kept.
class FirmwarePlace {
 public:
  virtual ~FirmwarePlace() = default;

  virtual Status read(FirmwareNames& names) = 0;

  // Lasts when it returns success, and nothing is asked for then. Where it fails, or is cut off,
  // either name is, each by itself, the old or the new.
  virtual Status write(const FirmwareNames& names) = 0;

  // Asks for `tried` at the next start and no other; to be followed by a restart with the word
  // "0 tryboot". Lasts when it returns success.
  virtual Status ask_for_tried() = 0;
};

}  // namespace ocellus::slots
