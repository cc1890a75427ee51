#include "apps/boot/mounts.hpp"

#include <chrono>

#include "apps/boot/guard.hpp"
#include "apps/boot/line.hpp"

namespace ocellus::boot {
namespace {

// Between two looks for a device that is not there yet.
constexpr Duration kLook = std::chrono::milliseconds(20);

constexpr unsigned long kReadOnly = MS_RDONLY | MS_NOSUID | MS_NOEXEC | MS_NODEV;

}  // namespace

void mount_kernel_views(System& system) {
  for (const Mount& view : kKernelViews) {
    if (const Status status = system.mount(view); !status.ok()) {
      complain(system, view.target, status);
    }
  }
}

void BootPartition::await(Duration patience, Guard& guard) {
  const Instant deadline = system_.now() + patience;
  Status status = try_devices();
  while (!status.ok() && status.code != Code::kTimeout && system_.now() < deadline) {
    guard.step();
    system_.pause(kLook);
    status = try_devices();
  }
  if (status.ok()) return;
  complain(system_, device_ != nullptr ? device_ : "the boot partition", status);
}

void BootPartition::mount_if_there() {
  // Its absence was told when it was waited for.
  if (!mounted_) static_cast<void>(try_devices());
}

void BootPartition::unmount() {
  if (!mounted_) return;
  mounted_ = false;
  const Status status = system_.unmount(kFolder);
  if (!status.ok() && status.code != Code::kNotFound) complain(system_, kFolder, status);
}

Status BootPartition::try_devices() {
  if (device_ != nullptr) return try_device(device_);
  Status worst = Status::failure(Code::kNotFound, "no such device");
  for (const char* device : kDevices) {
    const Status status = try_device(device);
    if (status.ok()) return status;
    if (status.code != Code::kNotFound) worst = status;
    if (status.code == Code::kTimeout) break;
  }
  return worst;
}

Status BootPartition::try_device(const char* device) {
  const Status status = system_.mount({device, kFolder, "vfat", kReadOnly, ""});
  if (!status.ok()) return status;
  mounted_ = true;
  found_ = device;
  system_.say(Line().text(kFolder).text(" is ").text(device).view());
  return status;
}

}  // namespace ocellus::boot
