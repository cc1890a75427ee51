// What a camera is asked for, and its deadlines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "drivers/capture/camera_device.hpp"
#include "drivers/capture/remote_device.hpp"
#include "runtime/status.hpp"

namespace ocellus::capture {

// In place of a path: the first of /dev/video0 to /dev/video15 that takes pictures.
inline constexpr std::string_view kAnyCamera = "camera";

struct CameraOptions {
  // Or of a device, or kLibcamera, which may have an id behind it; 1 to 191 characters.
  std::string_view path = kAnyCamera;
  // For kLibcamera: a path, or the name of a program in the folder of this one; 1 to 255
  // characters.
  std::string_view helper = kLibcameraHelper;
  // Who starts the helper, and has begun with that program; nullptr: somebody of the camera's own.
  RemoteStarter* starter = nullptr;
  CameraWish wish = {};  // `conversions` and `conversion_bytes` are set by open()
  // For RGB24 pictures, 3 * width * height bytes, if the camera's format needs conversion. Empty: a
  // camera that has no other is unusable.
  std::span<std::uint8_t> memory = {};
  Microseconds wait = std::chrono::milliseconds(250);  // of one next(); 1 ms to 10 s
  Microseconds first_frame = std::chrono::seconds(3);  // 10 ms to 60 s, as all that follow
  Microseconds next_frame = std::chrono::seconds(1);   // more than the camera's slowest interval
  Microseconds damage = std::chrono::seconds(2);
  Microseconds freeze = std::chrono::seconds(2);  // or 0: pictures may stay the same
};

inline constexpr std::size_t kCameraPathRoom = 192;  // with the 0 at its end

// kUnsupported where an option is out of its range.
Status check(const CameraOptions& options);

}  // namespace ocellus::capture
