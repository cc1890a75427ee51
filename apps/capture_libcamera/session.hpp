// One camera of libcamera's, streamed to the program at the other end of the socket.
#pragma once

#include <libcamera/libcamera.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "apps/capture_libcamera/stream_choice.hpp"
#include "drivers/capture/remote_protocol.hpp"

namespace ocellus::capture_libcamera {

class Session {
 public:
  using Cause = capture::RemoteTrouble::Cause;
  struct Trouble {
    Cause cause = Cause::kDriverError;
    int os_error = 0;
  };

  explicit Session(int socket) : socket_(socket) {}
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Until the other end goes (no trouble) or the camera does.
  std::optional<Trouble> run(const capture::RemoteWish& wish);

 private:
  static constexpr std::uint32_t kGone = UINT32_MAX;

  std::optional<Trouble> start(const capture::RemoteWish& wish);
  std::optional<Trouble> configure(const capture::RemoteWish& wish);
  std::optional<Trouble> prepare_requests();
  // What the camera is asked for besides its stream; a bit for each setting that it refuses.
  std::uint32_t set_controls(const capture::RemoteWish& wish, libcamera::ControlList& controls);
  int tell_format(std::uint32_t refused, std::uint32_t rate_mhz);
  // False when it cannot be told, since nobody is there.
  bool tell_frame(const libcamera::Request& request);
  void give_back(std::uint32_t buffer);

  // Called on libcamera's thread.
  void on_completed(libcamera::Request* request);
  void on_disconnected();
  void note(std::uint32_t number);

  int socket_;
  // Numbers of buffers as their requests complete, kGone for a camera that went: from libcamera's
  // thread to ours.
  int completed_in_ = -1;
  int completed_out_ = -1;
  std::unique_ptr<libcamera::CameraManager> manager_;
  std::shared_ptr<libcamera::Camera> camera_;
  StreamChoice choice_;
  libcamera::Stream* stream_ = nullptr;
  std::unique_ptr<libcamera::FrameBufferAllocator> buffers_;
  std::vector<std::unique_ptr<libcamera::Request>> requests_;  // the cookie is the buffer's number
};

}  // namespace ocellus::capture_libcamera
