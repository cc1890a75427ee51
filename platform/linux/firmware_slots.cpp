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

template <typename Loader>
bool is_loaded_by() {
  const LinuxBoard* const board = this_board();
  return board != nullptr && std::holds_alternative<Loader>(board->loader);
}

}  // namespace

bool is_loader_in_user_space() { return is_loaded_by<RaspberryPi>() || is_loaded_by<Uefi>(); }

Status firmware_starts(const char* data_partition, slots::Slot running,
                       slots::FirmwareStart& start) {
  start = {};
  FirmwareMedium medium;
  if (const Status status = medium.open(data_partition); !status.ok()) return status;
  start = medium.start(running);
  return Status::success();
}

Status FirmwareMedium::open(const char* data_partition) {
  if (is_loaded_by<Uefi>()) place_ = &grub_;
  if (const Status status = open_boot_partition(data_partition, boot_); !status.ok()) return status;
  return data_.open(data_partition, Access::kReadAndWrite);
}

Status FirmwareMedium::look() {
  slots::FirmwareNames names;
  return place_->read(names);
}

Status FirmwareMedium::name_as_usual(slots::Slot running) {
  return slots::name_as_usual(*place_, running);
}

slots::FirmwareStart FirmwareMedium::start(slots::Slot running) {
  return slots::firmware_starts(data_, *place_, running);
}

}  // namespace ocellus::platform
