#include "platform/linux/firmware_slots.hpp"

#include <string_view>
#include <variant>

#include "platform/linux/data_partition.hpp"
#include "platform/linux/this_board.hpp"

namespace ocellus::platform {
namespace {

using Access = storage::FileDevice::Access;

Status open_boot_partition(std::string_view data_partition, storage::FileDevice& device) {
  DevicePath path = {};
  if (!data_partition.ends_with('4') || data_partition.size() >= path.size()) {
    return Status::failure(Code::kNotFound, "is no partition 4");
  }
  data_partition.copy(path.data(), path.size());
  path[data_partition.size() - 1] = '1';
  return device.open(path.data(), Access::kReadAndWrite);
}

}  // namespace

bool firmware_is_the_loader() {
  const LinuxBoard* const board = this_board();
  return board != nullptr && std::holds_alternative<RaspberryPi>(board->loader);
}

Status firmware_starts(const char* data_partition, slots::Slot running,
                       slots::FirmwareStart& start) {
  start = {};
  storage::FileDevice boot;
  storage::FileDevice data;
  if (const Status status = open_boot_partition(data_partition, boot); !status.ok()) return status;
  if (const Status status = data.open(data_partition, Access::kReadAndWrite); !status.ok()) {
    return status;
  }
  slots::AutobootFile file(boot);
  start = slots::firmware_starts(data, file, running);
  return Status::success();
}

Status FirmwareMedium::open(const char* data_partition) {
  return open_boot_partition(data_partition, boot_);
}

Status FirmwareMedium::name_as_usual(slots::Slot running) {
  slots::AutobootFile file(boot_);
  return slots::name_as_usual(file, running);
}

}  // namespace ocellus::platform
