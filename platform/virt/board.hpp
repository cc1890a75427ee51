// QEMU's `virt` machine with two Cortex-A76, as a Raspberry Pi 5 has: the board that every test of
// the appliance runs on.
#pragma once

#include "platform/linux_board.hpp"

namespace ocellus::platform {

inline constexpr Isa kVirtIsas[] = {Isa::kNeonDot};

inline constexpr Board kVirt = {
    .name = "virt",
    .summary = "QEMU's virtual arm64 machine",
    .isas = kVirtIsas,
    .memory_bytes = std::size_t{256} << 20,
    .arena_limit_bytes = std::size_t{32} << 20,
    .threads = 2,
};

// Nothing on the board loads modules when they are asked for, so what others request by name is
// listed too: FAT's character sets, for one.
inline constexpr KernelModule kVirtModules[] = {
    {"i6300esb", "nowayout=1"},  // watchdog, before anything that may hang
    {"ramoops",
     "mem_address=0x4c000000 mem_size=0x40000 record_size=0x8000 console_size=0 ftrace_size=0 "
     "pmsg_size=0 ecc=1"},  // what the kernel says when it panics
    {"virtio_pci"},
    {"virtio_blk"},  // disk
    {"vfat"},
    {"nls_cp437"},
    {"nls_ascii"},  // boot partition
    {"xhci_pci"},
    {"uvcvideo"},  // USB camera
    {"usb_storage"},
    {"sd_mod"},      // a stick with an update
    {"virtio_gpu"},  // display
    {"evdev"},
    {"gpio_keys"},  // power key; it takes its line from libgpiod
};

// What makes an emulated processor slow and a device no safer that runs only the programs of its
// image: page tables apart for the kernel, and other guards between programs. And two steps of the
// kernel's start, the first of which would wait until the file system is unpacked: nobody here
// derives keys or sets probes.
inline constexpr std::string_view kVirtKernelOptions =
    "quiet oops=panic panic=1 kpti=off mitigations=off "
    "initcall_blacklist=init_kprobe_trace,crypto_kdf108_init";

inline constexpr LinuxBoard kVirtLinux = {
    .board = &kVirt,
    .architecture = "arm64",
    .kernel_package = "linux-image-arm64",
    .modules = kVirtModules,
    .console = "ttyAMA0",
    .kernel_options = kVirtKernelOptions,
    // RAM begins at 0x40000000; U-Boot's own things lie at its end and below the kernel.
    .loader = UBoot{.disk = "virtio 0",
                    .script_address = 0x40200000,
                    .kernel_address = 0x40400000,
                    .packed_address = 0x44400000,
                    .initramfs_address = 0x4a000000,
                    .crash_log_address = 0x4c000000},
    .disk_device = "/dev/vda",
    .watchdog = std::chrono::seconds(2046),
    .partitions = {.boot_mib = 4, .slot_mib = 27, .data_mib = 4},
    .gpio = {.chip = "9030000.pl061", .led = 4, .alarm = 5, .button = 6},
};

}  // namespace ocellus::platform
