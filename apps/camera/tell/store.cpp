#include "apps/camera/tell/store.hpp"

namespace ocellus::camera {

Status Store::open(const char* path) {
  close();
  call_.begin();
  using Access = storage::FileDevice::Access;
  Status status = file_.open(path, Access::kReadAndWrite);
  if (status.code == Code::kReadOnly) status = file_.open(path, Access::kRead);
  call_.end();
  if (status.ok()) status = open_on(file_);
  if (!status.ok()) close();
  return status;
}

Status Store::open_on(storage::BlockDevice& device) {
  storage::DataLayout layout;
  if (const Status status = storage::layout_of(device.size(), layout); !status.ok()) return status;
  device_.attend(&device);
  boot_ = storage::boot_count(device_, layout);
  journal_.emplace(device_, layout.journal);
  snapshots_.emplace(device_, layout.snapshots, scratch_);
  settings_.emplace(device_, layout.settings);
  return Status::success();
}

void Store::close() {
  journal_.reset();
  snapshots_.reset();
  settings_.reset();
  device_.attend(nullptr);
  file_.close();
}

// Nothing sets a board's clock, and one that starts in 1970 or at its file system's date would lie.
storage::Moment Store::moment(std::chrono::milliseconds since_boot) const {
  return {.boot = boot_, .since_boot = since_boot};
}

}  // namespace ocellus::camera
