#include "apps/camera/tell/camera_notices.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace ocellus::camera {
namespace {

using capture::CameraEvent;

void add_format(const capture::CameraFormat& format, Notice& notice) {
  const auto code = static_cast<std::uint32_t>(format.name);
  std::array<char, 4> letters;  // "MJPG", least significant byte first
  for (std::size_t i = 0; i < letters.size(); ++i) letters[i] = static_cast<char>(code >> 8 * i);
  notice.word("format", {letters.data(), letters.size()});
  notice.number("width", format.width).number("height", format.height);
}

void tell(const CameraEvent& event, Voice& voice) {
  Notice notice(event.time, "camera");
  switch (event.kind) {
    case CameraEvent::Kind::kOpened:
      notice.word("state", "opened");
      add_format(event.format, notice);
      break;
    case CameraEvent::Kind::kFault:
      notice.word("fault", name(event.fault));
      if (event.fault == capture::CameraFault::kOtherFormat) add_format(event.format, notice);
      notice.because(event.status);
      break;
    case CameraEvent::Kind::kRecovered:
      notice.word("state", "recovered").word("fault", name(event.fault));
      notice.seconds("outage", event.outage).number("lost", event.lost_frames);
      notice.number("attempts", event.attempts);
      break;
    case CameraEvent::Kind::kSettingRefused:
      notice.word("state", "setting-refused").because(event.status);
      break;
  }
  voice.notify(notice);
}

}  // namespace

void tell_camera_events(capture::Camera& camera, Voice& voice) {
  for (CameraEvent event; camera.take_event(event);) tell(event, voice);
}

}  // namespace ocellus::camera
