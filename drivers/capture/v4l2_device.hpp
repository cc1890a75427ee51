// One opened V4L2 capture device: format, controls and mapped buffers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/capture/camera_device.hpp"
#include "drivers/capture/video_system.hpp"

namespace ocellus::capture {

class V4l2Device final : public CameraDevice {
 public:
  explicit V4l2Device(VideoSystem& system) : system_(system) {}
  ~V4l2Device() override { close(); }
  V4l2Device(const V4l2Device&) = delete;
  V4l2Device& operator=(const V4l2Device&) = delete;

  // Fails as kAbsent, kBusy, kUnusable or kDriverError.
  CameraStatus open(const char* path, const CameraWish& wish) override;
  void close() override;
  bool is_open() const override { return device_ >= 0; }
  bool knows_format() const override { return is_open(); }
  const CameraFormat& format() const override { return format_; }
  double rate() const override { return rate_; }
  bool refused(CameraSetting setting) const override {
    return refused_[static_cast<std::size_t>(setting)];
  }
  // To ask for a name costs nothing.
  Patience patience() const override {
    return {.absent = std::chrono::milliseconds(250), .settled = std::chrono::seconds(5)};
  }
  CameraStatus take(Microseconds limit, Picture& picture) override;
  CameraStatus give_back() override;
  bool has_newer() override;

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
