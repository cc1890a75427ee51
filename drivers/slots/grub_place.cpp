#include "drivers/slots/grub_place.hpp"

#include <optional>

namespace ocellus::slots {

Status GrubPlace::read(FirmwareNames& names) {
  Sector sector;
  if (const Status status = request_.read(sector); !status.ok() && status.code != Code::kIo) {
    return status;
  }
  std::optional<Slot> usual;
  Status last = Status::success();
  bool any = false;
  for (const std::uint64_t offset : kUsualOffsets) {
    const Status status = data_.read(offset, sector);
    if (!status.ok()) {
      last = status;
      continue;
    }
    any = true;
    if (!usual) usual = slot_in_block(sector, kUsualVariable);
  }
  if (!any) return last;
  names.usual = usual.value_or(Slot::kA);
  names.tried = other(names.usual);
  return Status::success();
}

Status GrubPlace::write(const FirmwareNames& names) {
  const Sector usual = environment_block(kUsualVariable, names.usual);
  for (const std::uint64_t offset : kUsualOffsets) {
    if (const Status status = keep_sector(data_, offset, usual); !status.ok()) return status;
  }
  return request_.write(environment_block(kRequestVariable, std::nullopt));
}

Status GrubPlace::ask_for_tried() {
  FirmwareNames names;
  if (const Status status = read(names); !status.ok()) return status;
  return request_.write(environment_block(kRequestVariable, names.tried));
}

}  // namespace ocellus::slots
