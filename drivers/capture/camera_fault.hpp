// What can be wrong with a camera, and what is told of it: for the journal, the LED and the counts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "drivers/capture/source.hpp"
#include "drivers/capture/v4l2_format.hpp"
#include "runtime/status.hpp"

namespace ocellus::capture {

enum class CameraFault : std::uint8_t {
  kAbsent,       // there is no such device
  kBusy,         // another program has it
  kUnusable,     // no camera, not allowed, or without a format that this program reads
  kDriverError,  // a request that must work failed
  kStalled,      // no buffer within the deadline
  kFrozen,       // the same bytes again and again
  kErrorBuffer,  // a buffer that the driver itself calls damaged, or an empty one
  kTruncated,    // a JPEG picture without its end, or too few bytes of a raw one
  kCorrupt,      // no JPEG picture at all, or one that cannot be converted
  kDisappeared,  // the device went away while it was used
  kOtherFormat,  // it came back with another size or pixel format
  kHelperDied,   // the process that has the camera ended (remote_device.hpp)
};
inline constexpr std::size_t kCameraFaultCount = 12;

// As the journal has it.
constexpr std::string_view name(CameraFault fault) {
  constexpr std::array<std::string_view, kCameraFaultCount> kNames = {
      "absent",       "busy",      "unusable", "driver-error", "stalled",      "frozen",
      "error-buffer", "truncated", "corrupt",  "disappeared",  "other-format", "helper-died"};
  return kNames[static_cast<std::size_t>(fault)];
}

// From the first fault to the next good frame is an outage, be it of one frame. Within an outage
// each fault is told and counted once: what one cause does to a hundred frames is one entry.
struct CameraEvent {
  enum class Kind : std::uint8_t {
    kOpened,          // the camera gave its first picture's `format`
    kFault,           // `fault`, because of `status`
    kRecovered,       // good frames again: `outage`, `lost_frames`, `attempts`; `fault` began it
    kSettingRefused,  // the camera cannot do what the settings ask (`status`); it goes on without
  };

  Kind kind = Kind::kFault;
  CameraFault fault = CameraFault::kAbsent;
  Microseconds time{0};  // of VideoSystem::now()
  Status status = {};
  Microseconds outage{0};
  std::uint32_t lost_frames = 0;  // that came, and were not good
  std::uint32_t attempts = 0;     // to open the device
  CameraFormat format = {};       // of kOpened, and of kFault with kOtherFormat
};

// A result that says what is wrong with the camera as well; `fault` counts only when not ok().
struct [[nodiscard]] CameraStatus {
  Status status = {};
  CameraFault fault = CameraFault::kDriverError;

  constexpr bool ok() const { return status.ok(); }
};

}  // namespace ocellus::capture
