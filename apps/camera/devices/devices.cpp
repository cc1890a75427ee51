#include "apps/camera/devices/devices.hpp"

#include <array>
#include <chrono>
#include <cstddef>

#include "apps/camera/devices/board_screen.hpp"
#include "drivers/thermal/governor.hpp"
#include "drivers/thermal/throttling_text.hpp"

namespace ocellus::camera {
namespace {

constexpr const char* kConsumer = "ocellus-camera";
constexpr std::chrono::microseconds kDebounce = std::chrono::milliseconds(10);

std::optional<thermal::GovernorSettings> governor_of(const Settings& settings,
                                                     const thermal::Sensor& sensor) {
  if (!settings.thermal.governor) return std::nullopt;
  thermal::GovernorSettings governor = thermal::settings_below(sensor.trip());
  const auto choose = [](thermal::Millicelsius& degrees, std::optional<float> chosen) {
    if (chosen) degrees = {static_cast<std::int32_t>(*chosen * 1000)};
  };
  choose(governor.slow_from, settings.thermal.slow_from);
  choose(governor.hurry_from, settings.thermal.hurry_from);
  return governor;
}

std::optional<gpio::LineIndex> line_of(const WiredLine& wired, const platform::LinuxBoard* board,
                                       unsigned platform::GpioLines::*of_board) {
  const bool known = board != nullptr && !board->gpio.chip.empty();
  const auto number = wired.of(known ? std::optional<std::uint32_t>(board->gpio.*of_board)
                                     : std::optional<std::uint32_t>());
  return number ? std::optional(gpio::LineIndex{*number}) : std::nullopt;
}

}  // namespace

void Devices::open(const Settings& settings, const platform::LinuxBoard* board, Isa isa,
                   Voice& voice) {
  voice_ = &voice;
  open_lines(settings, board);
  sensor_.emplace();
  warmth_.start(*sensor_, governor_of(settings, *sensor_));
  if (board != nullptr && settings.screen) screen_ = board_screen(isa);
  if (screen_ != nullptr) monitor_.start(*screen_);
}

void Devices::open_lines(const Settings& settings, const platform::LinuxBoard* board) {
  using Facts = platform::GpioLines;
  const auto led = line_of(settings.gpio.led, board, &Facts::led);
  const PanelWiring wiring = {.alarm = line_of(settings.gpio.alarm, board, &Facts::alarm),
                              .button = line_of(settings.gpio.button, board, &Facts::button),
                              .alarm_for = std::chrono::milliseconds(
                                  static_cast<std::int64_t>(settings.gpio.alarm_seconds * 1000))};
  if (!led && !wiring.alarm && !wiring.button) return;

  const auto complain = [this](std::string_view what, const Status& status) {
    Notice notice(Voice::now(), "gpio");
    voice_->notify(notice.word("line", what).because(status));
  };
  std::string_view chip = settings.gpio.chip.view();
  if (chip.empty() && board != nullptr) chip = board->gpio.chip;
  gpio::ChipPath path;
  if (const Status status = gpio::find_chip(chip, path); !status.ok()) {
    complain("chip", status);
    return;
  }
  if (led) {
    const gpio::LineSettings line = {.line = *led,
                                     .direction = gpio::Direction::kOutput,
                                     .active_low = settings.gpio.led.active_low};
    Status status = lamp_lines_.open(path.data(), kConsumer, {&line, 1});
    if (status.ok()) status = lamp_.start(lamp_lines_, *led);
    if (!status.ok()) complain("led", status);
  }

  std::array<gpio::LineSettings, 2> lines;
  std::size_t count = 0;
  if (wiring.alarm) {
    lines[count++] = {.line = *wiring.alarm,
                      .direction = gpio::Direction::kOutput,
                      .active_low = settings.gpio.alarm.active_low};
  }
  if (wiring.button) {
    lines[count++] = {.line = *wiring.button,
                      .active_low = settings.gpio.button.active_low,
                      .debounce = kDebounce};
  }
  if (count == 0) return;
  Status status = panel_lines_.open(path.data(), kConsumer, std::span(lines).first(count));
  if (status.ok()) status = panel_.open(panel_lines_, wiring, std::chrono::steady_clock::now());
  if (!status.ok()) complain("alarm and button", status);
}

void Devices::attend(gpio::Sign sign, gpio::Time time) {
  lamp_.show(sign);
  note_panel(panel_.update(time));
  tell_warmth(warmth_.update(time));
}

void Devices::raise_alarm(gpio::Time time) { note_panel(panel_.raise_alarm(time)); }

void Devices::note_panel(const Status& status) {
  const bool news = !status.ok() && !panel_failed_;
  panel_failed_ = !status.ok();
  if (!news) return;
  Notice notice(Voice::now(), "gpio");
  voice_->notify(notice.word("line", "alarm").because(status));
}

void Devices::tell_warmth(Warmth::Change change) {
  if (!change.any()) return;
  const thermal::Reading& reading = warmth_.reading();
  Notice notice(Voice::now(), "thermal");
  if (change.rate) notice.number("share", warmth_.share());
  if (reading.hottest) notice.number("degrees", reading.hottest->count / 1000);
  if (change.throttling && reading.throttling) {
    const thermal::ThrottlingText text(*reading.throttling);
    notice.word("text", text.view().empty() ? "nothing holds the processor back" : text.view());
  }
  voice_->notify(notice);
}

void Devices::show(const ImageView& picture, display::Time time) {
  Status status;
  const Monitor::News news = monitor_.show(picture, time, status);
  if (news == Monitor::News::kNone) return;
  Notice notice(Voice::now(), "screen");
  switch (news) {
    case Monitor::News::kConnected:
      notice.word("state", "connected").number("width", screen_->size().width);
      notice.number("height", screen_->size().height);
      break;
    case Monitor::News::kDisconnected:
      notice.word("state", "disconnected");
      break;
    case Monitor::News::kRefused:
      notice.word("state", "refused").because(status);
      break;
    case Monitor::News::kNone:
      break;
  }
  voice_->notify(notice);
}

}  // namespace ocellus::camera
