// One opened V4L2 capture device: format, controls and mapped buffers. It knows what is wrong, and
// leaves what to do about it to SteadyCamera.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "drivers/capture/camera_fault.hpp"
#include "drivers/capture/v4l2_format.hpp"
#include "drivers/capture/video_system.hpp"

struct v4l2_pix_format;

namespace ocellus::capture {

// What the camera is asked for. It gives what it can: the nearest size, its own rate.
struct CameraWish {
  std::int32_t width = 640;   // pixels, 1..16384
  std::int32_t height = 480;  //
  FourCc format = {};         // 0: the best that it has (format_rank)
  double rate = 0;            // frames per second, 0.1..1000; 0: as the camera likes
  std::optional<Microseconds> exposure =
      {};                                   // of a frame, 100 us or more; none: left to the camera
  std::optional<bool> mirrored = {};        // left and right changed; none: left as it is
  std::optional<bool> upside_down = {};     // top and bottom changed
  bool conversions = false;                 // formats that PixelConverter must turn into RGB24
  std::size_t conversion_bytes = SIZE_MAX;  // room for the RGB24 picture
};

// Of a wish: what a camera may refuse without being of no use.
enum class CameraSetting : std::uint8_t { kRate, kExposure, kMirrored, kUpsideDown };
inline constexpr std::size_t kCameraSettingCount = 4;

class V4l2Device {
 public:
  explicit V4l2Device(VideoSystem& system) : system_(system) {}
  ~V4l2Device() { close(); }
  V4l2Device(const V4l2Device&) = delete;
  V4l2Device& operator=(const V4l2Device&) = delete;

  // Opens, agrees on a format, sets the controls, maps and queues the buffers, and starts. Closed
  // again when that fails: kAbsent, kBusy, kUnusable or kDriverError. Waits for nothing.
  CameraStatus open(const char* path, const CameraWish& wish);
  void close();
  bool is_open() const { return device_ >= 0; }

  const CameraFormat& format() const { return format_; }
  double rate() const { return rate_; }  // frames per second as the camera says, 0 when it does not
  bool refused(CameraSetting setting) const { return refused_[static_cast<std::size_t>(setting)]; }

  struct Picture {
    std::span<std::uint8_t> bytes;  // as many as the driver filled
    Microseconds time{0};           // when it was taken, of VideoSystem::now()
    bool damaged = false;           // the driver's word for it, or nothing in it
  };

  // The oldest filled buffer, waited for up to `limit`; Code::kTimeout when none came, which is no
  // fault. It is the caller's until give_back(), which comes before the next take(), or close().
  CameraStatus take(Microseconds limit, Picture& picture);
  CameraStatus give_back();

 private:
  // Four let the camera fill two while one is looked at and one waits.
  static constexpr std::uint32_t kWantedBuffers = 4;
  static constexpr std::uint32_t kMostBuffers = 8;
  static constexpr std::uint32_t kNone = UINT32_MAX;

  CameraStatus start(const CameraWish& wish);
  CameraStatus check_capabilities();
  CameraStatus negotiate(const CameraWish& wish);
  CameraStatus choose_format(const CameraWish& wish, FourCc& chosen);
  void set_rate(double wanted);
  void set_controls(const CameraWish& wish);
  bool set_control(std::uint32_t control, std::int32_t value);
  CameraStatus map_buffers();
  CameraStatus queue(std::uint32_t index);
  // What an errno value means, of a request without which there are no pictures.
  CameraStatus failure(int error, const char* what) const;

  VideoSystem& system_;
  int device_ = -1;
  bool streaming_ = false;
  std::array<std::span<std::uint8_t>, kMostBuffers> buffers_ = {};
  std::uint32_t buffer_count_ = 0;
  std::uint32_t taken_ = kNone;
  CameraFormat format_;
  double rate_ = 0;
  std::array<bool, kCameraSettingCount> refused_ = {};
};

}  // namespace ocellus::capture
