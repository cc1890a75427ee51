// A file of a sector in the top folder of a FAT16 file system, as `ocellus image` makes it, which
// is changed where it lies: FAT and folder stay as they are, so that no cut of the power can take
// them. Who has the file system mounted has it mounted read-only.
#pragma once

#include <cstdint>
#include <string_view>

#include "drivers/slots/slot_state.hpp"
#include "drivers/storage/block_device.hpp"
#include "runtime/status.hpp"

namespace ocellus::slots {

class SectorFile {
 public:
  // `partition` outlives this. `name`: eight letters and three, filled with spaces. `bytes`: 1 to
  // 512, which a file of ours has.
  SectorFile(storage::BlockDevice& partition, std::string_view name, std::uint32_t bytes)
      : partition_(partition), name_(name), bytes_(bytes) {}

  // The sector that it lies in. kNotFound: there is no such file. kUnsupported: the file system is
  // another one, or the file has another size, so that it is somebody's own. Otherwise the device's
  // failures.
  Status read(Sector& sector);

  // As read(), and kIo: what was written does not read back. Lasts when it returns success. What is
  // there already is not written again.
  Status write(const Sector& sector);

 private:
  Status find();

  storage::BlockDevice& partition_;
  std::string_view name_;
  std::uint32_t bytes_;
  std::uint64_t offset_ = 0;  // bytes; 0: not found yet
};

// Makes one sector of a device what it is to be, where it is not: it lasts, and was read back, when
// this returns success. kIo: it does not read back. Otherwise the device's failures.
Status keep_sector(storage::BlockDevice& device, std::uint64_t offset, const Sector& sector);

}  // namespace ocellus::slots
