// What the system's log on the data partition is told: boots, and the ends of the camera.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "apps/boot/instant.hpp"
#include "apps/boot/mounts.hpp"
#include "apps/boot/reset_cause.hpp"
#include "apps/boot/system.hpp"

namespace ocellus::boot {

// Partition `number`, 1 to 4, of the disk whose partition 1 is `boot_device`: "/dev/mmcblk0p4".
// Empty where the name does not end in "1", or is too long. The result ends with a zero.
using DevicePath = std::array<char, 64>;
DevicePath disk_partition(std::string_view boot_device, unsigned number);

// That with our logs and the slots' state, the fourth.
DevicePath data_device(std::string_view boot_device);

// A medium that fails is told of once and is never in the way; one that does not answer in time is
// not asked again.
class Diary {
 public:
  static constexpr Duration kPatience = std::chrono::seconds(1);

  Diary(System& system, const BootPartition& partition) : system_(system), partition_(partition) {}

  // What the hardware says of the reset before this boot; and what the kernel said last, where it
  // panicked: its words are copied. Before the first note_boot().
  void set_reset(const watchdog::PastReset& hardware) { facts_.hardware = hardware; }
  void set_panic(std::string_view words);

  // This boot and its cause, once; to be called before each start of the camera, which looks there
  // for the number of the boot. While there is no boot partition only the console is told.
  void note_boot();

  // Whether the last run ended by the watchdog or a panic, as far as is known; after note_boot().
  bool after_fault() const;

  // The camera ended, as `how` says: plain text without quotation marks.
  void note_end(std::string_view how);

  // Something else that happened; both plain text without quotation marks.
  void note(std::string_view notice, std::string_view text);

  // The board is about to be switched off, or restarted, in order: "power off", "restart".
  void note_leave(std::string_view how) { note("end", how); }

 private:
  Status write(SystemRecord kind, std::string_view line);

  System& system_;
  const BootPartition& partition_;
  ResetFacts facts_;
  std::array<char, 128> panic_ = {};
  std::size_t panic_length_ = 0;
  bool cause_told_ = false;
  bool boot_noted_ = false;
  bool hangs_ = false;
  bool told_ = false;
};

}  // namespace ocellus::boot
