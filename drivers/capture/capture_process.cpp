#include "drivers/capture/capture_process.hpp"

#include <errno.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <array>

#include "drivers/capture/remote_socket.hpp"

namespace ocellus::capture {

HelperProcess::~HelperProcess() { end(); }

Status HelperProcess::prepare(std::string_view program, RemoteStarter* starter) {
  end();
  started_ = false;
  starter_ = starter != nullptr ? starter : &own_;
  if (starter == nullptr) return own_.begin(program);
  if (starter->has_begun()) return Status::success();
  return Status::failure(Code::kNotFound, "the camera helper is not beside this program");
}

Status HelperProcess::start(std::span<const std::uint8_t> first) {
  std::array<int, 2> ends = {};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) {
    return Status::failure(Code::kIo, "no socket for the camera helper", 0, errno);
  }
  Status status = Status::success();
  if (const int error = send_packet(ends[0], first); error < 0) {
    status = Status::failure(Code::kIo, "the camera helper cannot be told anything", 0, -error);
  }
  if (status.ok()) status = starter_->start(ends[1]);
  close(ends[1]);
  if (!status.ok()) {
    close(ends[0]);
    return status;
  }
  started_ = true;
  socket_ = ends[0];
  return status;
}

void HelperProcess::end() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
  if (started_) starter_->kill_helper();
}

const char* HelperProcess::tell_end() {
  constexpr int kLooks = 20;
  const timespec moment = {.tv_sec = 0, .tv_nsec = 5'000'000};
  for (int i = 0; i < kLooks && !ended(); ++i) nanosleep(&moment, nullptr);
  return ended() && starter_->was_forbidden()
             ? "the camera helper ended by SIGSYS: a system call that it has no right to"
             : "the camera helper ended";
}

bool HelperProcess::ended() {
  if (started_ && starter_->ended()) started_ = false;
  return !started_;
}

}  // namespace ocellus::capture
