// What makes an image for a Linux board bootable, beyond the facts that programs need (board.hpp):
// kernel, modules, loader, partitions and lines. Facts only; tools/ocellus/image acts on them.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "platform/board.hpp"

namespace ocellus::platform {

struct KernelModule {
  std::string_view name;             // as modprobe knows it; '-' and '_' are the same
  std::string_view parameters = {};  // "timeout=15 nowayout=1", or empty
  bool optional = false;             // left out of an image whose kernel has not got it
};

// U-Boot: it finds boot.scr on the first partition, which loads a slot's files into memory. All
// addresses are physical; the spaces behind them must not overlap.
struct UBoot {
  std::string_view disk;            // as its commands name it: "virtio 0"
  std::uint64_t script_address;     // boot.scr: 1 MiB of space
  std::uint64_t kernel_address;     // the kernel, kKernelSpace of it; a multiple of 2 MiB
  std::uint64_t packed_address;     // the kernel's file, compressed: a slot's size of space
  std::uint64_t initramfs_address;  // a slot's size of space
  // Memory that a reset leaves alone, kCrashLog of it, kept from the kernel for its record of a
  // panic (module ramoops, whose parameters name it too). 0: there is none.
  std::uint64_t crash_log_address = 0;

  static constexpr std::uint64_t kCrashLog = std::uint64_t{256} << 10;
  static constexpr std::uint64_t kKernelSpace = std::uint64_t{64} << 20;
};

// The Raspberry Pi's own firmware: on partition 1 autoboot.txt, which names the slot; in a slot
// config.txt, cmdline.txt, device trees, kernel, initramfs and the firmware's later stages.
struct RaspberryPi {
  std::span<const std::string_view>
      first_stages;  // on partition 1, where not in the board's EEPROM
  std::span<const std::string_view> later_stages;  // in a slot
  std::span<const std::string_view> device_trees;  // of the kernel's package: Linux's own names
};

// UEFI, on a PC and on most large Arm boards (U-Boot's too): GRUB, as the file that is started
// where nothing else is set up. It reads the slots itself.
struct Uefi {
  std::string_view grub;       // the program's file name in its package
  std::string_view boot_name;  // "BOOTX64.EFI", as the specification calls it for the processor
};

using Loader = std::variant<UBoot, RaspberryPi, Uefi>;

// What a kernel must have for cameras to be seen, as names of modules, one of each line.
struct CameraDrivers {
  std::span<const std::string_view> usb_host = {};  // beyond what is in `modules`; empty: nothing
  std::span<const std::string_view> csi_receiver = {};  // empty: the board has no such connector
};

// Sizes of the image's four partitions, in MiB. There are two slots of the same size.
struct PartitionSizes {
  std::uint32_t boot_mib;  // FAT: settings and what the loader reads; at least 3
  std::uint32_t slot_mib;  // FAT: kernel and initramfs; at least 3
  std::uint32_t data_mib;  // raw: state, journal, pictures
};

// Lines of one GPIO chip, by their offset in it.
struct GpioLines {
  std::string_view chip;  // the chip's label, as gpiodetect shows it
  unsigned led;           // output, high: lit
  unsigned alarm;         // output, high: alarm
  unsigned button;        // input, high: pressed
};

struct LinuxBoard {
  const Board* board;
  std::string_view architecture;  // Debian's name: "arm64"
  // Debian's name, "/backports" behind it where it comes from there; what it depends on is the
  // kernel.
  std::string_view kernel_package;
  std::span<const KernelModule> modules;  // loaded in this order, each after what it depends on
  std::string_view console;               // the kernel's console=
  std::string_view kernel_options;        // further words of its command line
  Loader loader;
  std::string_view loader_package = {};  // Debian's name of what the loader's files come from
  std::string_view disk_device;          // partition n is DEVICEn: "/dev/vda", "/dev/mmcblk0p"
  // The longest that its watchdog counts; 0 where there is none, or none that we know.
  std::chrono::seconds watchdog{0};
  PartitionSizes partitions;
  GpioLines gpio;  // `chip` is empty on a board without lines that are known
  CameraDrivers cameras = {};
};

}  // namespace ocellus::platform
