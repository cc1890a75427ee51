// One camera while it works: what SteadyCamera opens, takes pictures from, and closes when
// something is wrong with it. It knows what is wrong, and leaves what to do about it to
// SteadyCamera.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "drivers/capture/camera_fault.hpp"
#include "drivers/capture/v4l2_format.hpp"

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

class CameraDevice {
 public:
  struct Picture {
    std::span<std::uint8_t> bytes;  // as many as the driver filled
    Microseconds time{0};           // when it was taken, of VideoSystem::now()
    bool damaged = false;           // the driver's word for it, or nothing in it
  };

  // What an attempt to open costs, and how soon it may be made again.
  struct Patience {
    Microseconds absent{0};  // the pause after kAbsent
    Microseconds settled{
        0};  // after so long with good pictures, pauses begin at the shortest again
  };

  virtual ~CameraDevice() = default;

  // Opens, agrees on a format, and starts. Waits for nothing: what takes time goes on in take(). A
  // failure closes it again. Code::kTimeout is no fault: what was closed has not let go yet.
  virtual CameraStatus open(const char* path, const CameraWish& wish) = 0;
  virtual void close() = 0;
  virtual bool is_open() const = 0;

  // Whether format(), rate() and refused() say anything: from open() on, or from a later take().
  // Until close() they do not change.
  virtual bool knows_format() const = 0;
  virtual const CameraFormat& format() const = 0;
  virtual double rate() const = 0;  // frames per second, 0 when the camera does not say
  virtual bool refused(CameraSetting setting) const = 0;
  virtual Patience patience() const = 0;

  // The oldest filled buffer, waited for up to `limit`; Code::kTimeout when none came, which is no
  // fault. It is the caller's until give_back(), which comes before the next take(), or close().
  virtual CameraStatus take(Microseconds limit, Picture& picture) = 0;
  virtual CameraStatus give_back() = 0;

  // Whether take() would have another buffer at once, or something to tell.
  virtual bool has_newer() = 0;

 protected:
  CameraDevice() = default;
  CameraDevice(const CameraDevice&) = default;
  CameraDevice& operator=(const CameraDevice&) = default;
};

}  // namespace ocellus::capture
