// A camera that another process has (remote_protocol.hpp): libcamera's, by capture-libcamera.
//
//   fault          of the helper
//   -------------  ------------------------------------------------------------------------
//   helper-died    its socket ended: it crashed, was killed, or went without a word
//   driver-error   it broke the protocol, or says so itself
//   unusable       its program cannot be started, or no format of its camera can be read
//   absent, busy,  as it says itself
//   disappeared
//
// A helper that hangs sends no pictures, which is `stalled` after SteadyCamera's deadline. Every
// failure is the end of that helper: close() kills it, and the next open() starts another one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "drivers/capture/camera_device.hpp"
#include "drivers/capture/capture_process.hpp"
#include "drivers/capture/remote_protocol.hpp"
#include "drivers/capture/remote_socket.hpp"
#include "drivers/capture/video_system.hpp"

namespace ocellus::capture {

// In place of a path: the first camera that libcamera finds, or the one of an id: "libcamera:ID".
inline constexpr std::string_view kLibcamera = "libcamera";
// The helper's program, beside the file of the program that uses it.
inline constexpr std::string_view kLibcameraHelper = "capture-libcamera";

constexpr bool names_libcamera(std::string_view path) {
  return path.starts_with(kLibcamera) &&
         (path.size() == kLibcamera.size() || path[kLibcamera.size()] == ':');
}

class RemoteDevice final : public CameraDevice {
 public:
  // Only the system's clock and its wait() are asked for.
  explicit RemoteDevice(VideoSystem& system) : system_(system) {}
  ~RemoteDevice() override { close(); }
  RemoteDevice(const RemoteDevice&) = delete;
  RemoteDevice& operator=(const RemoteDevice&) = delete;

  // Before the first open(), which allocates nothing any more.
  Status prepare(std::string_view program, RemoteStarter* starter = nullptr) {
    return helper_.prepare(program, starter);
  }

  // Starts a helper. What it has to say comes by take().
  CameraStatus open(const char* path, const CameraWish& wish) override;
  void close() override;
  bool is_open() const override { return helper_.socket() >= 0; }
  bool knows_format() const override { return buffer_count_ > 0; }
  const CameraFormat& format() const override { return format_; }
  double rate() const override { return rate_; }
  bool refused(CameraSetting setting) const override {
    return (refused_ >> static_cast<unsigned>(setting) & 1) != 0;
  }
  // A process is dear to start, and one that gave pictures may have been unlucky.
  Patience patience() const override {
    return {.absent = std::chrono::seconds(1), .settled = Microseconds(0)};
  }
  CameraStatus take(Microseconds limit, Picture& picture) override;
  CameraStatus give_back() override;
  bool has_newer() override;

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  struct Buffer {
    std::span<std::uint8_t> mapping;  // of the file's beginning
    std::span<std::uint8_t> bytes;    // the picture's room in it
  };

  // What a packet says: a picture, or nothing to tell (kTimeout), or the end.
  CameraStatus read(const RemotePacket& packet, Picture& picture);
  CameraStatus read_format(const RemotePacket& packet);
  CameraStatus read_frame(const RemotePacket& packet, Picture& picture);
  static CameraStatus read_trouble(const RemoteTrouble& trouble);
  static CameraStatus map(int descriptor, const RemoteBuffer& place, Buffer& buffer);

  VideoSystem& system_;
  HelperProcess helper_;
  std::array<Buffer, kRemoteMostBuffers> buffers_ = {};
  std::uint32_t buffer_count_ = 0;
  std::uint32_t taken_ = kNone;
  CameraWish wish_;
  CameraFormat format_;
  double rate_ = 0;
  std::uint32_t refused_ = 0;
};

}  // namespace ocellus::capture
