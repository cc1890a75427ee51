// Who may use which device: as devices come, the camera and its helper are given those that they
// need (platform/linux/camera_user.hpp). All others stay what the kernel makes them, root's alone.
//
//   given                                    to       for
//   ---------------------------------------  -------  -----------------------------------------
//   video*, media*, v4l-subdev*, dma_heap/*  both     cameras, by V4L2 and by libcamera
//   dri/card*                                camera   the screen
//   gpiochip*                                camera   lamp, button, alarm
//   partition 4 of the boot partition's      camera   journal, snapshots, settings; only where the
//   disk                                              disk's table calls it our data
#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>

#include "apps/boot/diary.hpp"
#include "apps/boot/mounts.hpp"
#include "apps/boot/system.hpp"

namespace ocellus::boot {

// Whose a device of that name, "video0", is wherever there is one; nothing: root's alone.
std::optional<gid_t> group_for(std::string_view name);

class Devices {
 public:
  // News that are taken at once, so that a device which comes and goes without end keeps no other
  // duty from its turn.
  static constexpr int kMostNews = 64;

  // `blocks`: who wants to know of disks and partitions, of those there are and as they come; a
  // device may be told more than once. nullptr: nobody. Outlives this.
  Devices(System& system, const BootPartition& partition, DeviceListener* blocks = nullptr);

  // Listens from now on, and gives what is there already. To be called when the modules are loaded.
  void begin();

  // After Event::kDevices.
  void take_news();

  // Of the boot partition's disk, if it is there; nothing to do when it is not. Before each start
  // of the camera, because a boot partition may come late.
  void give_data_partition();

 private:
  class Entrance final : public DeviceListener {
   public:
    explicit Entrance(Devices& devices) : devices_(devices) {}
    void note_device(const Device& device) override { devices_.admit(device); }

   private:
    Devices& devices_;
  };

  void admit(const Device& device);
  void give(const char* path, gid_t group);
  void look_at_all();

  System& system_;
  const BootPartition& partition_;
  DeviceListener* blocks_;
  bool told_ = false;  // that a device could not be given
};

}  // namespace ocellus::boot
