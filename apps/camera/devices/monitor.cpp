#include "apps/camera/devices/monitor.hpp"

namespace ocellus::camera {

bool Monitor::due(display::Time now) const {
  if (screen_ == nullptr) return false;
  const auto pause = connected_ ? kShowEvery : display::Screen::kLookEvery;
  return !offered_ || now - *offered_ >= pause;
}

Monitor::News Monitor::show(const ImageView& picture, display::Time now, Status& status) {
  offered_ = now;
  status = screen_->show(picture, now, now + kPatience);
  if (status.ok() || status.code == Code::kTimeout) {
    refused_ = false;
    const bool news = !connected_;
    connected_ = true;
    return news ? News::kConnected : News::kNone;
  }
  const bool was_connected = connected_;
  connected_ = false;
  if (status.code == Code::kNotFound || status.code == Code::kDisconnected) {
    return was_connected ? News::kDisconnected : News::kNone;
  }
  if (refused_) return News::kNone;
  refused_ = true;
  return News::kRefused;
}

}  // namespace ocellus::camera
