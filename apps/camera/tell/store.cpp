#include "apps/camera/tell/store.hpp"

#include <chrono>

namespace ocellus::camera {

using std::chrono::milliseconds;

Status Store::open(const char* path) {
  Status status = device_.open(path, storage::FileDevice::Access::kReadAndWrite);
  storage::DataLayout layout;
  if (status.ok()) status = storage::layout_of(device_.size(), layout);
  if (!status.ok()) return status;
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
  device_.close();
}

// Nothing sets a board's clock, and one that starts in 1970 or at its file system's date would lie.
storage::Moment Store::now() const {
  const auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
  return {.boot = boot_, .since_boot = std::chrono::duration_cast<milliseconds>(since_boot)};
}

}  // namespace ocellus::camera
