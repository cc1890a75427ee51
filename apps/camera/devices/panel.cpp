#include "apps/camera/devices/panel.hpp"

namespace ocellus::camera {

Status Panel::open(gpio::Lines& lines, const PanelWiring& wiring, gpio::Time now) {
  lines_ = &lines;
  wiring_ = wiring;
  button_.reset();
  alarm_ends_.reset();
  if (!wiring.button) return Status::success();
  bool pressed = false;
  if (const Status status = lines.get(*wiring.button, pressed); !status.ok()) return status;
  button_.emplace(pressed, now);
  return Status::success();
}

Status Panel::raise_alarm(gpio::Time now) {
  if (!wiring_.alarm) return Status::success();
  alarm_ends_ = now + wiring_.alarm_for;
  return lines_->set(*wiring_.alarm, true);
}

Status Panel::update(gpio::Time now) {
  if (!alarm_ends_ || now < *alarm_ends_) return Status::success();
  const Status status = lines_->set(*wiring_.alarm, false);
  if (status.ok()) alarm_ends_.reset();
  return status;
}

std::optional<gpio::Press> Panel::take_press(gpio::Time now) {
  if (!button_) return std::nullopt;
  gpio::Edge edge;
  while (lines_->next_edge(edge, now).ok()) {
    if (edge.line != *wiring_.button) continue;
    if (const auto press = button_->edge(edge)) return press;
  }
  return button_->passed(now);
}

}  // namespace ocellus::camera
