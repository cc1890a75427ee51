// The disk that the board started from, by its partitions' names.
#pragma once

#include <string_view>

#include "drivers/slots/slot_state.hpp"
#include "platform/linux/data_partition.hpp"

namespace ocellus::recovery {

struct Disk {
  platform::DevicePath data = {};  // partition 4; empty: the disk is not known
  slots::Slot running = slots::Slot::kA;

  bool known() const { return data[0] != 0; }
  platform::DevicePath slot(slots::Slot which) const {
    platform::DevicePath path = data;
    const std::size_t end = std::string_view(data.data()).size();
    if (end != 0) path[end - 1] = static_cast<char>('0' + slots::partition_of(which));
    return path;
  }
};

}  // namespace ocellus::recovery
