#include "apps/boot/uevent.hpp"

namespace ocellus::boot {
namespace {

bool assign(std::string_view name, Device& device) {
  const std::size_t most = device.room.size() - 1 - Device::kFolder.size();
  if (name.empty() || name.size() > most || name.starts_with('/') || name.find("..") != name.npos) {
    return false;
  }
  device.room = {};
  Device::kFolder.copy(device.room.data(), Device::kFolder.size());
  name.copy(device.room.data() + Device::kFolder.size(), name.size());
  device.length = Device::kFolder.size() + name.size();
  return true;
}

}  // namespace

bool read_device(std::string_view message, Device& device) {
  constexpr std::string_view kName = "DEVNAME=";
  device = {};
  bool named = false;
  while (!message.empty()) {
    const std::string_view part = message.substr(0, message.find_first_of({"\0\n", 2}));
    message.remove_prefix(part.size() < message.size() ? part.size() + 1 : part.size());
    if (part.starts_with(kName)) named = assign(part.substr(kName.size()), device);
    if (part == "DEVTYPE=disk") device.kind = Device::Kind::kDisk;
    if (part == "DEVTYPE=partition") device.kind = Device::Kind::kPartition;
  }
  return named;
}

}  // namespace ocellus::boot
