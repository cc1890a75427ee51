// The virtual board as QEMU's command line says it: a 64-bit Arm machine with the devices of the
// product.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/virt/board.hpp"

namespace ocellus::tools::board {

// What is where on the virtual board.
namespace pins {
inline constexpr int kPowerButton = 3;  // the machine's own: QMP's system_powerdown pulses it
inline constexpr int kStatusLed = static_cast<int>(platform::kVirtLinux.gpio.led);
inline constexpr int kAlarm = static_cast<int>(platform::kVirtLinux.gpio.alarm);
inline constexpr int kButton =
    static_cast<int>(platform::kVirtLinux.gpio.button);  // high while it is down
}  // namespace pins

inline constexpr int kProcessors = 2;
inline constexpr char kDisplayDevice[] = "gpu0";
inline constexpr char kGpioType[] = "pl061";
inline constexpr int kScreenWidth = 800;
inline constexpr int kScreenHeight = 480;

// Starts a kernel without the boot loader, for what is tested before there is an image.
struct DirectBoot {
  std::string kernel = {};
  std::string initramfs = {};
  std::string arguments = "console=ttyAMA0 quiet panic=1";
};

struct QemuCommand {
  std::string image = {};  // raw disk; empty: no disk
  bool keep_changes = false;
  bool card_faults = false;    // keeps changes; the card may be given faults (card_fault.hpp)
  bool read_only = false;      // such a card cannot be written
  std::string write_log = {};  // an empty file for all that the disk is asked (write_log.hpp)
  // The guest's clock counts instructions, two nanoseconds each, and idle time passes at once. What
  // paces itself by the host's clock, as the USB camera does, is lost then, and so is a disk: while
  // it is asked the clock runs on to whatever the guest waits for next. So the loader alone has its
  // disk, changes of which are forgotten; the system gets an SD card of the same bytes, a power of
  // two of them, which QEMU reads and writes within the instruction that asks. Keeps changes.
  bool time_warp = false;
  bool camera = true;
  std::string loader = "/usr/lib/u-boot/qemu_arm64/u-boot.bin";  // Debian's u-boot-qemu
  std::optional<DirectBoot> direct_boot = {};                    // in place of the loader
  std::uint32_t memory_mebibytes = 256;
  // The folder of the four sockets below and of the loader's environment, all of which exist when
  // QEMU starts.
  std::string sockets = {};

  std::string console_socket() const { return sockets + "/console"; }
  std::string qmp_socket() const { return sockets + "/qmp"; }
  std::string qtest_socket() const { return sockets + "/qtest"; }
  std::string environment_file() const { return sockets + "/environment"; }
  std::string camera_socket() const { return sockets + "/camera"; }
};

// The words of the command, the program first.
std::vector<std::string> qemu_words(const QemuCommand& command);

// A path inside one of QEMU's lists of options, where a comma is written twice.
std::string escaped(const std::string& path);

}  // namespace ocellus::tools::board
