// A medium of 512-byte sectors: a partition, an image of one, or a fake.
//
// A write may reach the medium at any time, in any order, sector by sector, until flush() returns;
// from then on it lasts. Without a flush a power cut leaves each of those sectors as it was, as it
// was to be, or torn: anything.
//
// NOR flash is such a medium too, but for this: writing only clears bits (the rest is to be written
// as 0xff), until a whole block is erased; and what is written or erased is so in order, from the
// first byte on, when the call returns. Where the power cuts that off, a bit may read both ways.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/status.hpp"

namespace ocellus::storage {

using Bytes = std::span<const std::byte>;

class BlockDevice {
 public:
  static constexpr std::size_t kSector = 512;  // bytes

  virtual ~BlockDevice() = default;

  // In bytes, a multiple of kSector; 0 while there is no medium.
  virtual std::uint64_t size() const = 0;

  // Offsets and lengths are multiples of kSector, and the whole range lies on the medium; otherwise
  // kUnsupported. kIo: the medium fails; some of the range may have been read or written.
  // kDisconnected: it is gone. `at` of a failure is an offset within the range. No deadline: a
  // medium that hangs keeps its caller (the kernel gives up on a card after some seconds).
  virtual Status read(std::uint64_t offset, std::span<std::byte> into) = 0;

  // Likewise; kReadOnly, kNoSpace (an image file on a full file system).
  virtual Status write(std::uint64_t offset, std::span<const std::byte> from) = 0;

  // What was written before lasts. After a failure it is unknown what does, and a second flush does
  // not tell either: what must last is to be written again, elsewhere.
  virtual Status flush() = 0;

  // Reads of what was flushed come from the medium from now on, not from a memory of what was
  // written to it: for who wants to know what it kept.
  virtual void forget() {}

  // Bytes that NOR flash erases at once, a multiple of kSector; 0: no flash, and nothing to erase.
  virtual std::uint32_t erase_block() const { return 0; }

  // Sets every bit of whole blocks. Failures as write()'s.
  virtual Status erase(std::uint64_t offset, std::uint64_t length) {
    static_cast<void>(length);
    return Status::failure(Code::kUnsupported, "is no flash", offset);
  }
};

// Whether a device of `size` bytes may be asked for this range.
constexpr bool is_on_medium(std::uint64_t size, std::uint64_t offset, std::uint64_t length) {
  return offset % BlockDevice::kSector == 0 && length % BlockDevice::kSector == 0 &&
         offset <= size && length <= size - offset;
}

}  // namespace ocellus::storage
