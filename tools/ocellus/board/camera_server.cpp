#include "tools/ocellus/board/camera_server.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <utility>

namespace ocellus::tools::board {
namespace {

using Clock = std::chrono::steady_clock;

// Until when poll() may sleep, in its own units.
int milliseconds_until(std::optional<UsbCamera::Time> time) {
  if (!time) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*time - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

}  // namespace

std::vector<uvc::Mode> camera_modes(double frames_per_second) {
  const auto interval = static_cast<std::uint32_t>(std::lround(1e7 / frames_per_second));
  return {{uvc::Format::kMjpeg, 640, 480, interval}, {uvc::Format::kYuyv, 320, 240, interval}};
}

Result<std::unique_ptr<CameraServer>> CameraServer::start(const std::string& path,
                                                          std::unique_ptr<PictureFeed> feed,
                                                          std::vector<uvc::Mode> modes,
                                                          bool plugged_in) {
  Result<Descriptor> listener = listen_at(path);
  if (!listener.ok()) return listener.failure();
  return std::unique_ptr<CameraServer>(
      new CameraServer(std::move(listener.value()), std::move(feed), std::move(modes), plugged_in));
}

CameraServer::CameraServer(Descriptor listener, std::unique_ptr<PictureFeed> feed,
                           std::vector<uvc::Mode> modes, bool plugged_in)
    : listener_(std::move(listener)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      feed_(std::move(feed)),
      camera_(*feed_, std::move(modes), plugged_in),
      thread_([this] { serve(); }) {}

CameraServer::~CameraServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  eventfd_write(wake_.number(), 1);
  thread_.join();
}

void CameraServer::apply(const CameraFault& fault) {
  {
    const std::lock_guard lock(mutex_);
    camera_.apply(fault, Clock::now(), out_);
  }
  eventfd_write(wake_.number(), 1);
}

UsbCamera::Counts CameraServer::counts() {
  const std::lock_guard lock(mutex_);
  return camera_.counts();
}

bool CameraServer::plugged_in() {
  const std::lock_guard lock(mutex_);
  return camera_.plugged_in();
}

bool CameraServer::leaving() {
  const std::lock_guard lock(mutex_);
  return camera_.leaving();
}

bool CameraServer::streaming() {
  const std::lock_guard lock(mutex_);
  return camera_.streaming();
}

std::string CameraServer::describe() {
  const std::lock_guard lock(mutex_);
  std::string text = camera_.describe(Clock::now());
  if (!out_.empty()) text += "; " + std::to_string(out_.size()) + " bytes not sent";
  if (trouble_) text += "; its connection " + trouble_->what;
  return text;
}

std::optional<Failure> CameraServer::trouble() {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void CameraServer::serve() {
  Descriptor connection;
  for (;;) {
    int timeout = -1;
    short events = POLLIN;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      if (connection.open()) {
        timeout = milliseconds_until(camera_.due());
        if (!out_.empty()) events |= POLLOUT;
      }
    }
    std::array<pollfd, 2> wanted = {
        pollfd{connection.open() ? connection.number() : listener_.number(), events, 0},
        pollfd{wake_.number(), POLLIN, 0}};
    if (poll(wanted.data(), wanted.size(), timeout) < 0 && errno != EINTR) return;
    if (wanted[1].revents != 0) {
      eventfd_t ignored = 0;
      eventfd_read(wake_.number(), &ignored);
    }
    if (connection.open()) {
      if (!exchange(connection, (wanted[0].revents & ~POLLOUT) != 0)) return;
    } else if (wanted[0].revents != 0) {
      connection = accept_from(listener_, Clock::now());
      if (connection.open()) {
        const std::lock_guard lock(mutex_);
        camera_.greet(out_);
      }
    }
  }
}

// False when there is nothing more to serve.
bool CameraServer::exchange(const Descriptor& connection, bool readable) {
  if (readable) {
    std::array<std::uint8_t, 16384> part;
    const ssize_t count = read(connection.number(), part.data(), part.size());
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return false;
    if (count > 0) parser_.feed(ByteView(part).first(static_cast<std::size_t>(count)));
  }
  const std::lock_guard lock(mutex_);
  for (;;) {
    Result<std::optional<usbredir::Packet>> packet = parser_.next();
    if (!packet.ok()) {
      trouble_ = packet.failure();
      return false;
    }
    if (!packet.value()) break;
    camera_.handle(*packet.value(), Clock::now(), out_);
  }
  camera_.pump(Clock::now(), out_);
  return send_some(connection);
}

bool CameraServer::send_some(const Descriptor& connection) {
  while (!out_.empty()) {
    const ssize_t count = send(connection.number(), out_.data(), out_.size(), MSG_NOSIGNAL);
    if (count > 0) {
      out_.erase(out_.begin(), out_.begin() + count);
    } else if (count < 0 && errno == EAGAIN) {
      return true;
    } else if (count == 0 || errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace ocellus::tools::board
