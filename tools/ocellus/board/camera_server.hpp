// The virtual camera on its socket: a thread that carries packets between QEMU and a UsbCamera.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tools/ocellus/board/camera_fault.hpp"
#include "tools/ocellus/board/channel.hpp"
#include "tools/ocellus/board/picture_feed.hpp"
#include "tools/ocellus/board/usb_camera.hpp"
#include "tools/ocellus/board/uvc.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

// MJPEG 640x480 and YUYV 320x240 at that many frames a second, 0.1 to 30.
std::vector<uvc::Mode> camera_modes(double frames_per_second);

class CameraServer {
 public:
  // Listens at `path` from now on, for one connection.
  static Result<std::unique_ptr<CameraServer>> start(const std::string& path,
                                                     std::unique_ptr<PictureFeed> feed,
                                                     std::vector<uvc::Mode> modes, bool plugged_in);
  ~CameraServer();
  CameraServer(const CameraServer&) = delete;
  CameraServer& operator=(const CameraServer&) = delete;

  // From any thread.
  void apply(const CameraFault& fault);
  UsbCamera::Counts counts();
  bool plugged_in();
  bool leaving();
  bool streaming();
  // As UsbCamera::describe(), and what ended the connection.
  std::string describe();

  // What ended the connection, other than QEMU's end.
  std::optional<Failure> trouble();

 private:
  CameraServer(Descriptor listener, std::unique_ptr<PictureFeed> feed, std::vector<uvc::Mode> modes,
               bool plugged_in);
  void serve();
  bool exchange(const Descriptor& connection, bool readable);
  bool send_some(const Descriptor& connection);

  Descriptor listener_;
  Descriptor wake_;
  std::unique_ptr<PictureFeed> feed_;

  std::mutex mutex_;  // guards what follows
  UsbCamera camera_;
  Bytes out_;
  bool stopping_ = false;
  std::optional<Failure> trouble_;

  usbredir::Parser parser_;  // the thread's own
  std::thread thread_;
};

}  // namespace ocellus::tools::board
