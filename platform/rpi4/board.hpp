// Raspberry Pi 4: four Cortex-A72, 1 GiB and more.
#pragma once

#include "platform/raspberry-pi/linux.hpp"

namespace ocellus::platform {

inline constexpr Isa kRpi4Isas[] = {Isa::kNeon};

inline constexpr Board kRpi4 = {
    .name = "rpi4",
    .summary = "Raspberry Pi 4 B and 400",
    .isas = kRpi4Isas,
    .memory_bytes = std::size_t{1024} << 20,
    .arena_limit_bytes = std::size_t{64} << 20,
    .threads = 4,
};

inline constexpr KernelModule kRpi4Modules[] = {
    {"bcm2835_wdt", "nowayout=1"},  // watchdog, before anything that may hang
    {"sdhci_iproc"},                // the card
    {"vfat"},
    {"nls_cp437"},
    {"nls_ascii"},  // boot partition
    {"reset_raspberrypi"},
    {"xhci_pci"},
    {"dwc2"},
    {"uvcvideo"},  // USB camera
    {"usb_storage"},
    {"sd_mod"},  // a stick with an update
    {"bcm2711_thermal"},
    {.name = "raspberrypi_hwmon", .optional = true},  // warmth, under-voltage
    {"raspberrypi_cpufreq"},                          // full speed
    {"vc4"},                                          // display
};

inline constexpr std::string_view kRpi4Trees[] = {"bcm2711-rpi-4-b.dtb", "bcm2711-rpi-400.dtb"};

inline constexpr LinuxBoard kRpi4Linux = {
    .board = &kRpi4,
    .architecture = "arm64",
    .kernel_package = "linux-image-arm64",
    .modules = kRpi4Modules,
    .console = "ttyS1,115200",
    .kernel_options = kRaspberryPiOptions,
    .loader = RaspberryPi{.first_stages = {}, .later_stages = kStart4, .device_trees = kRpi4Trees},
    .loader_package = kRaspberryPiPackage,
    .disk_device = kRaspberryPiDisk,
    .watchdog = kRaspberryPiWatchdog,
    .partitions = kRaspberryPiPartitions,
    .gpio = {.chip = "pinctrl-bcm2711", .led = 17, .alarm = 27, .button = 22},
    .cameras = {.csi_receiver = kUnicam},
};

}  // namespace ocellus::platform
