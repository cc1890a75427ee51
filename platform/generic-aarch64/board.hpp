// Any 64-bit Arm Linux board with a stock kernel: Jetson, Coral Dev Board, Amlogic, Sophon, Atlas.
#pragma once

#include "platform/linux_board.hpp"

namespace ocellus::platform {

inline constexpr Isa kGenericAarch64Isas[] = {Isa::kNeonDot, Isa::kNeon};

inline constexpr Board kGenericAarch64 = {
    .name = "generic-aarch64",
    .summary = "64-bit Arm Linux board, its CPU only",
    .isas = kGenericAarch64Isas,
    .memory_bytes = std::size_t{512} << 20,
    .arena_limit_bytes = std::size_t{64} << 20,
    .threads = 4,
};

// What boards with UEFI, or with U-Boot's UEFI, have in common: a card or a USB disk, USB, a screen
// that the firmware has set up. Their own controllers are listed as far as Debian's kernel has
// them.
inline constexpr KernelModule kGenericAarch64Modules[] = {
    {"sdhci_iproc"}, {"sdhci_tegra"},   {"meson_gx_mmc"}, {"dw_mmc_rockchip"},  // cards
    {"virtio_pci"},  {"virtio_blk"},    {"nvme"},         {"usb_storage"},
    {"sd_mod"},                                         // disks
    {"vfat"},        {"nls_cp437"},     {"nls_ascii"},  // boot partition
    {"xhci_pci"},    {"xhci_plat_hcd"}, {"dwc2"},         {"dwc3"},
    {"uvcvideo"},                    // USB camera
    {"evdev"},       {"gpio_keys"},  // power key
};

inline constexpr LinuxBoard kGenericAarch64Linux = {
    .board = &kGenericAarch64,
    .architecture = "arm64",
    .kernel_package = "linux-image-arm64",
    .modules = kGenericAarch64Modules,
    .console = "tty0",
    .kernel_options = "quiet oops=panic panic=5",
    .loader = Uefi{.grub = "grubaa64.efi", .boot_name = "BOOTAA64.EFI"},
    .loader_package = "grub-efi-arm64-bin",
    .disk_device = "/dev/mmcblk0p",
    .partitions = {.boot_mib = 6, .slot_mib = 26, .data_mib = 4},
    .gpio = {},
};

}  // namespace ocellus::platform
