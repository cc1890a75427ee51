#include "apps/boot/devices.hpp"

#include <algorithm>
#include <array>

namespace ocellus::boot {
namespace {

// Each followed by a number.
constexpr std::array<std::string_view, 5> kNumbered = {"video", "media", "v4l-subdev", "gpiochip",
                                                       "dri/card"};

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool is_for_camera(std::string_view name) {
  return name.starts_with("dma_heap/") ||
         std::ranges::any_of(kNumbered, [name](std::string_view stem) {
           return name.starts_with(stem) && is_number(name.substr(stem.size()));
         });
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
    if (is_for_camera(device.name())) give(device.room.data());
    return;
  }
  const DevicePath data = data_device(partition_.device());
  if (device.kind == Device::Kind::kPartition && device.path() == data.data()) {
    give_data_partition();
  }
  if (blocks_ != nullptr) blocks_->note_device(device);
}

// A device that went before its turn came is nobody's loss.
void Devices::give(const char* path) {
  const Status status = system_.give_to_camera(path);
  if (status.ok() || status.code == Code::kNotFound || told_) return;
  told_ = true;
  complain(system_, path, status);
}

void Devices::look_at_all() {
  Entrance entrance(*this);
  system_.list_devices(entrance);
}

}  // namespace ocellus::boot
