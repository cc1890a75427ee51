#include "apps/boot/devices.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "platform/linux/camera_user.hpp"

namespace ocellus::boot {
namespace {

// Each followed by a number.
constexpr std::array<std::string_view, 3> kCameras = {"video", "media", "v4l-subdev"};
constexpr std::array<std::string_view, 2> kAround = {"gpiochip", "dri/card"};

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_one_of(std::span<const std::string_view> stems, std::string_view name) {
  return std::ranges::any_of(stems, [name](std::string_view stem) {
    return name.starts_with(stem) && is_number(name.substr(stem.size()));
  });
}

}  // namespace

std::optional<gid_t> group_for(std::string_view name) {
  if (name.starts_with("dma_heap/") || is_one_of(kCameras, name)) return platform::kCaptureGroup;
  if (is_one_of(kAround, name)) return platform::kCameraGroup;
  return std::nullopt;
}

Devices::Devices(System& system, const BootPartition& partition, DeviceListener* blocks)
    : system_(system), partition_(partition), blocks_(blocks) {}

void Devices::begin() {
  if (const Status status = system_.listen_for_devices(); !status.ok()) {
    complain(system_, "devices that come later", status);
  }
  look_at_all();
}

void Devices::take_news() {
  Device device;
  for (int i = 0; i < kMostNews; ++i) {
    switch (system_.next_device(device)) {
      case DeviceNews::kNone:
        return;
      case DeviceNews::kAppeared:
        admit(device);
        break;
      case DeviceNews::kLost:
        look_at_all();
        break;
    }
  }
}

void Devices::give_data_partition() {
  const DevicePath path = data_device(partition_.device());
  if (path[0] != 0 && system_.exists(path.data())) {
    system_.give_data_partition(path.data(), Diary::kPatience);
  }
}

void Devices::admit(const Device& device) {
  if (device.kind == Device::Kind::kOther) {
    if (const auto group = group_for(device.name())) give(device.room.data(), *group);
    return;
  }
  const DevicePath data = data_device(partition_.device());
  if (device.kind == Device::Kind::kPartition && device.path() == data.data()) {
    give_data_partition();
  }
  if (blocks_ != nullptr) blocks_->note_device(device);
}

// A device that went before its turn came is nobody's loss.
void Devices::give(const char* path, gid_t group) {
  const Status status = system_.give(path, group);
  if (status.ok() || status.code == Code::kNotFound || told_) return;
  told_ = true;
  complain(system_, path, status);
}

void Devices::look_at_all() {
  Entrance entrance(*this);
  system_.list_devices(entrance);
}

}  // namespace ocellus::boot
