// What Raspberry Pi boards share. GPIO lines are those of the header: 17 on its pin 11, 27 on 13,
// 22 on 15.
#pragma once

#include "platform/linux_board.hpp"

namespace ocellus::platform {

inline constexpr std::string_view kRaspberryPiPackage = "raspi-firmware";
inline constexpr std::string_view kRaspberryPiOptions = "quiet oops=panic panic=5";
inline constexpr std::string_view kRaspberryPiDisk = "/dev/mmcblk0p";
// Twenty bits of 1/65536 s.
inline constexpr std::chrono::seconds kRaspberryPiWatchdog{15};

// Room for a camera with two instruction sets.
inline constexpr PartitionSizes kRaspberryPiPartitions = {
    .boot_mib = 4, .slot_mib = 27, .data_mib = 4};

// Until the fourth the processor's ROM reads bootcode.bin from the card.
inline constexpr std::string_view kBootcode[] = {"bootcode.bin"};
inline constexpr std::string_view kStart[] = {"start.elf", "fixup.dat"};
inline constexpr std::string_view kStart4[] = {"start4.elf", "fixup4.dat"};

inline constexpr std::string_view kUnicam[] = {"bcm2835_unicam", "bcm2835_unicam_legacy"};

// The three with a BCM2837: SD card, USB, screen.
inline constexpr KernelModule kBcm2837Modules[] = {
    {"bcm2835_wdt", "nowayout=1"},  // watchdog, before anything that may hang
    {"bcm2835"},
    {"sdhci_iproc"},  // the card, on either of two controllers
    {"vfat"},
    {"nls_cp437"},
    {"nls_ascii"},  // boot partition
    {"phy_generic"},
    {"dwc2"},
    {"uvcvideo"},  // USB camera
    {"usb_storage"},
    {"sd_mod"},  // a stick with an update
    {"bcm2835_thermal"},
    {.name = "raspberrypi_hwmon", .optional = true},  // warmth, under-voltage
    {"raspberrypi_cpufreq"},                          // full speed
    {"vc4"},                                          // display
};

constexpr LinuxBoard bcm2837_board(const Board& board,
                                   std::span<const std::string_view> device_trees) {
  return {.board = &board,
          .architecture = "arm64",
          .kernel_package = "linux-image-arm64",
          .modules = kBcm2837Modules,
          .console = "ttyS1,115200",
          .kernel_options = kRaspberryPiOptions,
          .loader =
              RaspberryPi{
                  .first_stages = kBootcode, .later_stages = kStart, .device_trees = device_trees},
          .loader_package = kRaspberryPiPackage,
          .disk_device = kRaspberryPiDisk,
          .watchdog = kRaspberryPiWatchdog,
          .partitions = kRaspberryPiPartitions,
          .gpio = {.chip = "pinctrl-bcm2835", .led = 17, .alarm = 27, .button = 22},
          .cameras = {.csi_receiver = kUnicam}};
}

}  // namespace ocellus::platform
