// The partitions of all disks but the one that the system is on: what somebody has plugged in.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace ocellus::update {

inline constexpr const char* kPartitionList = "/proc/partitions";
// What is to be read of it; no board of ours has so many.
inline constexpr std::size_t kPartitionListBytes = 4096;

// "/dev/sda1", and a zero.
using DeviceName = std::array<char, 32>;

class ForeignPartitions {
 public:
  static constexpr std::size_t kMost = 16;  // what comes behind them is not looked at

  ForeignPartitions() = default;
  // `list`: as the kernel has it in kPartitionList. `own`: any partition of the system's disk,
  // "/dev/mmcblk0p1". Disks and cards alone count, by their names; a disk without partitions is
  // one.
  ForeignPartitions(std::string_view list, std::string_view own);

  std::span<const DeviceName> all() const { return std::span(names_).first(count_); }
  bool contains(const DeviceName& name) const;

  // False where there is no room.
  bool add(const DeviceName& name);
  void remove(std::string_view name);
  // Keeps those that `others` has too.
  void keep_only(const ForeignPartitions& others);

 private:
  std::array<DeviceName, kMost> names_ = {};
  std::size_t count_ = 0;
};

}  // namespace ocellus::update
