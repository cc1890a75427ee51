// What the kernel says of a device, as it comes by its socket (parts that end with a zero) and as
// it stands in the files named uevent of sysfs (lines).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ocellus::boot {

// A device with a node.
struct Device {
  enum class Kind : std::uint8_t { kOther, kDisk, kPartition };  // kOther: no block device

  static constexpr std::string_view kFolder = "/dev/";

  Kind kind = Kind::kOther;
  std::array<char, 64> room = {};  // the path of its node; a zero behind it
  std::size_t length = 0;

  // "/dev/video0".
  std::string_view path() const { return {room.data(), length}; }
  // "video0", "dri/card0", "sda1".
  std::string_view name() const { return path().substr(kFolder.size()); }
};

// The device of a message, whatever its action is; false where there is none, where it has no node,
// or where its name has no room in a Device or leads out of /dev.
bool read_device(std::string_view message, Device& device);

// Whether a message tells that a device is there now.
constexpr bool tells_of_new(std::string_view message) { return message.starts_with("add@"); }

}  // namespace ocellus::boot
