// GRUB's part of a start, on its media: what its script does (tools/ocellus/image/grub_config), as
// one function. Tests hold the script to it, and walk over every reset with it.
#pragma once

#include <array>
#include <optional>

#include "drivers/slots/grub_place.hpp"

namespace ocellus::slots {

// `loads`: by Slot, whether its files can be read. Nothing: neither can.
inline std::optional<Slot> grub_starts(storage::BlockDevice& data, storage::BlockDevice& boot,
                                       const std::array<bool, 2>& loads) {
  const auto can_load = [&](Slot slot) { return loads[static_cast<std::size_t>(slot)]; };
  Sector sector;
  std::optional<Slot> usual;
  for (const std::uint64_t offset : kUsualOffsets) {
    if (!usual && data.read(offset, sector).ok()) usual = slot_in_block(sector, kUsualVariable);
  }
  SectorFile request(boot, kRequestEntry, kSectorBytes);
  if (request.read(sector).ok()) {
    const auto asked = slot_in_block(sector, kRequestVariable);
    const auto emptied = emptied_by_grub(sector, kRequestVariable);
    // What is not taken back is not tried.
    if (asked && emptied && request.write(*emptied).ok() &&
        !slot_in_block(*emptied, kRequestVariable) && can_load(*asked)) {
      return asked;
    }
  }
  const Slot first = usual.value_or(Slot::kA);
  for (const Slot slot : {first, other(first)}) {
    if (can_load(slot)) return slot;
  }
  return std::nullopt;
}

}  // namespace ocellus::slots
