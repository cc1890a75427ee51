// A small PC: x86-64, UEFI, starting from a USB stick or a SATA disk.
#pragma once

#include "platform/linux_board.hpp"

namespace ocellus::platform {

inline constexpr Isa kNucIsas[] = {Isa::kAvx2, Isa::kScalar};

inline constexpr Board kNuc = {
    .name = "nuc",
    .summary = "small PC, x86-64 with UEFI",
    .isas = kNucIsas,
    .memory_bytes = std::size_t{1024} << 20,
    .arena_limit_bytes = std::size_t{256} << 20,
    .threads = 4,
};

inline constexpr KernelModule kNucModules[] = {
    {"iTCO_wdt", "nowayout=1"},  // watchdog, before anything that may hang
    {"xhci_pci"},
    {"ehci_pci"},
    {"usb_storage"},
    {"uas"},
    {"ahci"},
    {"sd_mod"},  // disk
    {"vfat"},
    {"nls_cp437"},
    {"nls_ascii"},  // boot partition
    {"uvcvideo"},   // USB camera
    {"coretemp"},
    {"button"},
    {"evdev"},  // warmth, power key
    {"i915"},
    {"bochs"},  // display
};

inline constexpr LinuxBoard kNucLinux = {
    .board = &kNuc,
    .architecture = "amd64",
    .kernel_package = "linux-image-amd64",
    .modules = kNucModules,
    .console = "ttyS0,115200",
    .kernel_options = "quiet oops=panic panic=5",
    .loader = Uefi{.grub = "grubx64.efi", .boot_name = "BOOTX64.EFI"},
    .loader_package = "grub-efi-amd64-bin",
    .disk_device = "/dev/sda",
    .watchdog = std::chrono::seconds(613),
    .partitions = {.boot_mib = 6, .slot_mib = 24, .data_mib = 8},
    .gpio = {},
};

}  // namespace ocellus::platform
