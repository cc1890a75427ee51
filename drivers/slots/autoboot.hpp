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
#include <optional>
#include <string_view>

#include "drivers/slots/firmware_names.hpp"
#include "drivers/slots/sector_file.hpp"
#include "drivers/slots/slot_state.hpp"
#include "drivers/storage/block_device.hpp"
#include "runtime/status.hpp"

namespace ocellus::slots {

inline constexpr std::string_view kAutobootBeforeUsual = "[all]\ntryboot_a_b=1\nboot_partition=";
inline constexpr std::string_view kAutobootBeforeTried = "\n[tryboot]\nboot_partition=";
inline constexpr std::size_t kAutobootBytes =
    kAutobootBeforeUsual.size() + 1 + kAutobootBeforeTried.size() + 1 + 1;

std::array<char, kAutobootBytes> autoboot_text(const FirmwareNames& names);

// Nothing where it is not that text, one of the slots for each name.
std::optional<FirmwareNames> parse_autoboot(std::string_view text);

class AutobootFile final : public FirmwarePlace {
 public:
  // `partition` is the boot partition, and outlives this.
  explicit AutobootFile(storage::BlockDevice& partition)
      : file_(partition, "AUTOBOOTTXT", kAutobootBytes) {}

  // kNotFound: there is no such file. kUnsupported: the file system is another one, or the file is
  // not ours: somebody's own text is left alone. Otherwise the device's failures.
  Status read(FirmwareNames& names) override;
  // As read(), and kIo: what was written does not read back.
  Status write(const FirmwareNames& names) override;
  // The word of the restart is all that the firmware wants.
  Status ask_for_tried() override { return Status::success(); }

 private:
  SectorFile file_;
  alignas(64) Sector sector_ = {};
};

}  // namespace ocellus::slots
