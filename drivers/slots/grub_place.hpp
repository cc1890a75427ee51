// What GRUB goes by on boards that it boots (README.md, "GRUB"): environment blocks of one sector.
//
//   usual=2   twice on the data partition, which GRUB only reads: what it starts
//   try=3     in the file ocellus.env on the boot partition: what it starts once. GRUB empties it
//             first, and where it cannot, does not start that
//
// GRUB writes into files only, not into sectors that it was told by number.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "drivers/slots/environment_block.hpp"
#include "drivers/slots/firmware_names.hpp"
#include "drivers/slots/sector_file.hpp"
#include "drivers/storage/block_device.hpp"
#include "runtime/status.hpp"

namespace ocellus::slots {

// From the beginning of the data partition, in its region `state`: each in the half of one copy of
// the state, so that no erase block of up to 32 KiB takes both.
inline constexpr std::array<std::uint64_t, 2> kUsualOffsets = {16 << 10, 48 << 10};
inline constexpr std::string_view kUsualVariable = "usual";

inline constexpr std::string_view kRequestFile = "ocellus.env";
inline constexpr std::string_view kRequestEntry = "OCELLUS ENV";  // as FAT writes it
inline constexpr std::string_view kRequestVariable = "try";

class GrubPlace final : public FirmwarePlace {
 public:
  // `data` begins with the data partition; both outlive this.
  GrubPlace(storage::BlockDevice& data, storage::BlockDevice& boot)
      : data_(data), request_(boot, kRequestEntry, kSectorBytes) {}

  // Where neither block names a slot, GRUB starts A. kIo: neither can be read. kNotFound: there is
  // no file for requests: the loader is older than they are. kUnsupported: as SectorFile.
  Status read(FirmwareNames& names) override;

  // One block, then the other, then the request is taken back; what is damaged is mended.
  // `names.tried` is the one that is not usual, whatever it says.
  Status write(const FirmwareNames& names) override;

  Status ask_for_tried() override;

 private:
  storage::BlockDevice& data_;
  SectorFile request_;
};

}  // namespace ocellus::slots
