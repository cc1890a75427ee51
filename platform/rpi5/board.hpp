// Raspberry Pi 5: four Cortex-A76, 2 GiB and more. Debian's kernel for it comes from backports.
// USB, GPIO and CSI are on a chip of their own, RP1, which that kernel has no driver for yet, nor
// has it one for the card: it gets as far as our programs. To watch, it needs the maker's kernel
// (--kernel).
#pragma once

#include "platform/raspberry-pi/linux.hpp"

namespace ocellus::platform {

inline constexpr Isa kRpi5Isas[] = {Isa::kNeonDot};

inline constexpr Board kRpi5 = {
    .name = "rpi5",
    .summary = "Raspberry Pi 5",
    .isas = kRpi5Isas,
    .memory_bytes = std::size_t{1024} << 20,
    .arena_limit_bytes = std::size_t{64} << 20,
    .threads = 4,
};

inline constexpr KernelModule kRpi5Modules[] = {
    {"bcm2835_wdt", "nowayout=1"},                // watchdog, before anything that may hang
    {.name = "sdhci_brcmstb", .optional = true},  // the card
    {"vfat"},
    {"nls_cp437"},
    {"nls_ascii"},  // boot partition
    {"xhci_plat_hcd"},
    {"uvcvideo"},  // USB camera
    {"usb_storage"},
    {"sd_mod"},                                       // a stick with an update
    {.name = "raspberrypi_hwmon", .optional = true},  // under-voltage
    {"raspberrypi_cpufreq"},                          // full speed
    {"vc4"},                                          // display
};

inline constexpr std::string_view kRpi5Trees[] = {"bcm2712-rpi-5-b.dtb"};
inline constexpr std::string_view kRp1[] = {"rp1", "rp1_pci"};
inline constexpr std::string_view kRp1Csi[] = {"rp1_cfe"};

inline constexpr LinuxBoard kRpi5Linux = {
    .board = &kRpi5,
    .architecture = "arm64",
    .kernel_package = "linux-image-arm64/backports",
    .modules = kRpi5Modules,
    .console = "ttyAMA10,115200",
    .kernel_options = kRaspberryPiOptions,
    .loader = RaspberryPi{.first_stages = {}, .later_stages = {}, .device_trees = kRpi5Trees},
    .loader_package = {},
    .disk_device = kRaspberryPiDisk,
    .watchdog = kRaspberryPiWatchdog,
    .partitions = kRaspberryPiPartitions,
    .gpio = {.chip = "pinctrl-rp1", .led = 17, .alarm = 27, .button = 22},
    .cameras = {.usb_host = kRp1, .csi_receiver = kRp1Csi},
};

}  // namespace ocellus::platform
