// A card with two slots and their state, small enough to be cut off in every way there is; and the
// systems that its slots may hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "drivers/bundle/test_bundle.hpp"
#include "drivers/slots/slot_state.hpp"
#include "tests/storage/simulated_disk.hpp"

namespace ocellus::tests {

enum class Nature : std::uint8_t {
  kGood,
  kUnfit,   // comes as far as user space and never becomes healthy
  kPanics,  // likewise, and the kernel ends after some seconds
  kDead,    // its kernel never comes as far
};

// Numbered from 1; a greater number is a newer version.
struct TestSystem {
  Nature nature;
  std::vector<std::byte> payload;
  std::vector<std::byte> bundle;
};

const bundle::TestKey& owner();

// `sectors` of a payload in a slot of `slot_sectors`; version 1.`number`.0.
TestSystem make_system(unsigned number, Nature nature, std::size_t sectors,
                       std::size_t slot_sectors);

// Systems by their number - 1.
using Systems = std::vector<TestSystem>;

// A partition of the disk: some sectors of it, each as one of so many bytes apart. A flush makes
// the partition's writes last, and no others.
class Part final : public BlockDevice {
 public:
  Part(SimulatedDisk& disk, std::uint32_t first, std::uint32_t count, std::uint64_t apart)
      : disk_(disk), first_(first), count_(count), apart_(apart) {}

  std::uint64_t size() const override { return count_ * apart_; }
  Status read(std::uint64_t offset, std::span<std::byte> into) override {
    return disk_.read(place(offset), into);
  }
  Status write(std::uint64_t offset, Bytes from) override {
    return disk_.write(place(offset), from);
  }
  Status flush() override {
    disk_.flush_sectors(first_, first_ + count_);
    return Status::success();
  }

 private:
  std::uint64_t place(std::uint64_t offset) const { return (first_ + offset / apart_) * kSector; }

  SimulatedDisk& disk_;
  std::uint32_t first_;
  std::uint32_t count_;
  std::uint64_t apart_;
};

// Where the parts of a disk are. The state's two copies are all there is of the data partition.
struct CardLayout {
  std::uint32_t slot_sectors;

  std::uint32_t disk_sectors() const { return 2 * slot_sectors + 2; }
  Part slot(SimulatedDisk& disk, slots::Slot slot) const {
    return {disk, slot == slots::Slot::kA ? 0 : slot_sectors, slot_sectors, BlockDevice::kSector};
  }
  Part state(SimulatedDisk& disk) const { return {disk, 2 * slot_sectors, 2, 32 << 10}; }
};

// What a slot holds, as a loader and a person would see it.
struct SlotContent {
  bool loads = false;   // a loader finds a file system
  unsigned system = 0;  // whole, as it was signed; 0: none
};

SlotContent content_of(SimulatedDisk& disk, const CardLayout& layout, slots::Slot slot,
                       const Systems& systems);

}  // namespace ocellus::tests
