#include "apps/update/foreign_partitions.hpp"

#include <algorithm>

namespace ocellus::update {
namespace {

constexpr std::string_view kDevices = "/dev/";

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Names of disks: "sda", "mmcblk0", "nvme0n1", "vda".
bool may_be_disk(std::string_view name) {
  constexpr std::string_view kKinds[] = {"sd", "mmcblk", "nvme", "vd"};
  // A card's own boot loader and its vault.
  if (name.find("boot") != name.npos || name.find("rpmb") != name.npos) return false;
  return std::any_of(std::begin(kKinds), std::end(kKinds),
                     [name](std::string_view kind) { return name.starts_with(kind); });
}

// "sda" of "sda1", "mmcblk0" of "mmcblk0p1"; a disk of itself.
std::string_view disk_of(std::string_view name) {
  std::string_view disk = name;
  while (!disk.empty() && is_digit(disk.back())) disk.remove_suffix(1);
  if (name.starts_with("sd") || name.starts_with("vd")) return disk;
  const bool is_partition = disk.size() >= 2 && disk.size() < name.size() && disk.ends_with('p') &&
                            is_digit(disk[disk.size() - 2]);
  return is_partition ? disk.substr(0, disk.size() - 1) : name;
}

// The last word of each line, but for the heading.
std::string_view next_name(std::string_view& list) {
  const std::size_t end = std::min(list.find('\n'), list.size());
  std::string_view line = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return line.substr(line.find_last_of(' ') + 1);
}

bool has_partitions(std::string_view list, std::string_view disk) {
  while (!list.empty()) {
    const std::string_view name = next_name(list);
    if (name != disk && disk_of(name) == disk) return true;
  }
  return false;
}

}  // namespace

ForeignPartitions::ForeignPartitions(std::string_view list, std::string_view own) {
  if (own.starts_with(kDevices)) own.remove_prefix(kDevices.size());
  for (std::string_view rest = list; !rest.empty();) {
    const std::string_view name = next_name(rest);
    DeviceName device = {};
    if (!may_be_disk(name) || disk_of(name) == disk_of(own) ||
        kDevices.size() + name.size() >= device.size() ||
        (disk_of(name) == name && has_partitions(list, name))) {
      continue;
    }
    kDevices.copy(device.data(), kDevices.size());
    name.copy(device.data() + kDevices.size(), name.size());
    if (!add(device)) return;
  }
}

bool ForeignPartitions::contains(const DeviceName& name) const {
  return std::ranges::find(all(), name) != all().end();
}

bool ForeignPartitions::add(const DeviceName& name) {
  if (count_ == names_.size()) return false;
  names_[count_++] = name;
  return true;
}

void ForeignPartitions::remove(std::string_view name) {
  const DeviceName* const end =
      std::remove_if(names_.data(), names_.data() + count_,
                     [name](const DeviceName& each) { return each.data() == name; });
  count_ = static_cast<std::size_t>(end - names_.data());
}

void ForeignPartitions::keep_only(const ForeignPartitions& others) {
  const DeviceName* const end =
      std::remove_if(names_.data(), names_.data() + count_,
                     [&](const DeviceName& name) { return !others.contains(name); });
  count_ = static_cast<std::size_t>(end - names_.data());
}

}  // namespace ocellus::update
