#include "apps/camera/show.hpp"

#include <chrono>

namespace ocellus::camera {
namespace {

using Clock = std::chrono::steady_clock;

// As the page says it, after "no camera: ".
std::string_view trouble_of(const Appliance& appliance) {
  if (appliance.camera != nullptr && appliance.camera->trouble()) {
    return name(*appliance.camera->trouble());
  }
  return appliance.devices.warmth().slowed() ? "slowed down: too hot" : "";
}

StatusPanel status_of(const Appliance& appliance, Clock::time_point now,
                      Watcher::CountsRoom& room) {
  StatusPanel panel;
  panel.frames_per_second = appliance.speed.per_second(now);
  if (const auto& hottest = appliance.devices.warmth().reading().hottest) {
    panel.degrees = hottest->count / 1000;
  }
  panel.counts = appliance.watcher.counts(room);
  panel.trouble = trouble_of(appliance);
  return panel;
}

}  // namespace

void show_picture(Appliance& appliance) {
  const Clock::time_point now = Clock::now();
  if (!appliance.devices.screen_is_due(now)) return;
  Watcher::CountsRoom room;
  MutableImage image;
  const StatusPanel panel = status_of(appliance, now, room);
  if (appliance.drawing.with_status(panel, image).ok()) appliance.devices.show(image.view(), now);
}

void show_waiting(Appliance& appliance) {
  const Clock::time_point now = Clock::now();
  if (!appliance.devices.screen_is_due(now)) return;
  Watcher::CountsRoom room;
  const StatusPanel panel = status_of(appliance, now, room);
  const MutableImage page = appliance.drawing.page("waiting for the camera", panel);
  appliance.devices.show(page.view(), now);
}

}  // namespace ocellus::camera
