// Which partition a Raspberry Pi's firmware starts: the file autoboot.txt on partition 1.
//
//   [all]
//   tryboot_a_b=1
//   boot_partition=2      the usual one
//   [tryboot]
//   boot_partition=3      after `reboot "0 tryboot"`, once
//
// raspberrypi.com/documentation/computers/config_txt.html, "autoboot.txt": at most 512 bytes, so
// one sector. The two orders differ in two bytes; whatever mixture of them a torn write leaves is
// text that the firmware understands, and names a slot.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "drivers/slots/slot_state.hpp"
#include "drivers/storage/block_device.hpp"
#include "runtime/status.hpp"

namespace ocellus::slots {

struct Autoboot {
  Slot usual = Slot::kA;
  Slot tried = Slot::kB;

  friend bool operator==(const Autoboot&, const Autoboot&) = default;
};

inline constexpr std::string_view kAutobootBeforeUsual = "[all]\ntryboot_a_b=1\nboot_partition=";
inline constexpr std::string_view kAutobootBeforeTried = "\n[tryboot]\nboot_partition=";
inline constexpr std::size_t kAutobootBytes =
    kAutobootBeforeUsual.size() + 1 + kAutobootBeforeTried.size() + 1 + 1;

std::array<char, kAutobootBytes> autoboot_text(const Autoboot& names);

// Nothing where it is not that text, one of the slots for each name.
std::optional<Autoboot> parse_autoboot(std::string_view text);

// Where it is kept.
class AutobootPlace {
 public:
  virtual ~AutobootPlace() = default;
  virtual Status read(Autoboot& names) = 0;
  // Lasts when it returns success. Afterwards either name is, each by itself, the old or the new.
  virtual Status write(const Autoboot& names) = 0;
};

// The file on a FAT16 file system, as `ocellus image` makes it. What is written is the sector that
// the file lies in, where it lies: FAT and folder never change, so that no cut of the power can
// take them. Who has the file system mounted has it mounted read-only.
class AutobootFile final : public AutobootPlace {
 public:
  // `partition` is the boot partition, and outlives this.
  explicit AutobootFile(storage::BlockDevice& partition) : partition_(partition) {}

  // kNotFound: there is no such file. kUnsupported: the file system is another one, or the file is
  // not ours: somebody's own text is left alone. Otherwise the device's failures.
  Status read(Autoboot& names) override;
  // As read(), and kIo: what was written does not read back.
  Status write(const Autoboot& names) override;

 private:
  using Sector = std::array<std::byte, storage::BlockDevice::kSector>;

  Status find();

  storage::BlockDevice& partition_;
  std::uint64_t offset_ = 0;  // of the file, bytes; 0: not found yet
  alignas(64) Sector sector_ = {};
};

}  // namespace ocellus::slots
