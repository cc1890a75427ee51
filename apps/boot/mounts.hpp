// What is mounted where: the kernel's own views, and the boot partition.
#pragma once

#include <sys/mount.h>

#include <array>
#include <string_view>

#include "apps/boot/system.hpp"

namespace ocellus::boot {

// In order; the first brings the console.
inline constexpr std::array<Mount, 3> kKernelViews = {{
    {"devtmpfs", "/dev", "devtmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755"},
    {"proc", "/proc", "proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, ""},
    {"sysfs", "/sys", "sysfs", MS_NOSUID | MS_NOEXEC | MS_NODEV, ""},
}};

// Mounts them; one that fails costs one line.
void mount_kernel_views(System& system);

class Guard;

// The FAT partition that people edit, read-only at /boot.
class BootPartition {
 public:
  static constexpr const char* kFolder = "/boot";

  // Where it may be when the boot loader does not say: SD card or eMMC, the virtual board's disk,
  // NVMe, USB or SATA. The first that holds a FAT file system is it.
  static constexpr std::array<const char*, 5> kDevices = {
      "/dev/mmcblk0p1", "/dev/mmcblk1p1", "/dev/vda1", "/dev/nvme0n1p1", "/dev/sda1"};

  // `device`: nullptr to look for it.
  BootPartition(System& system, const char* device) : system_(system), device_(device) {}

  // Waits for the device, up to `patience` and one attempt more. Without it the camera watches with
  // the settings it was shipped with: one line says so.
  // One that is there and does not answer is not waited for any longer. Each look is a step of
  // `guard`.
  void await(Duration patience, Guard& guard);

  // One attempt, without waiting; nothing to do when it is mounted. A card that came late is found
  // before the camera starts again.
  void mount_if_there();

  // Its device, empty while there is none.
  std::string_view device() const { return mounted_ ? found_ : std::string_view(); }

  // Before the power goes.
  void unmount();

 private:
  Status try_devices();
  Status try_device(const char* device);

  System& system_;
  const char* device_;
  std::string_view found_;
  bool mounted_ = false;
};

}  // namespace ocellus::boot
