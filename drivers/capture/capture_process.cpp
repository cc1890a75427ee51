#include "drivers/capture/capture_process.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "drivers/capture/remote_protocol.hpp"
#include "drivers/capture/remote_socket.hpp"

namespace ocellus::capture {
namespace {

// Where a program of that name lies beside this one; 0 when that does not fit.
std::size_t place_beside_us(std::string_view name, std::span<char> path) {
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0) return 0;
  const std::string_view ours(path.data(), static_cast<std::size_t>(length));
  const std::size_t folder = ours.rfind('/') + 1;
  if (folder + name.size() >= path.size()) return 0;
  std::ranges::copy(name, path.subspan(folder).begin());
  return folder + name.size();
}

}  // namespace

HelperProcess::~HelperProcess() {
  end();
  ended();
  if (prepared_) posix_spawn_file_actions_destroy(&actions_);
  if (passed_on_ >= 0) close(passed_on_);
  if (nothing_ >= 0) close(nothing_);
}

Status HelperProcess::prepare(std::string_view program) {
  std::size_t length = program.size();
  if (program.empty() || length >= kPathRoom) {
    return Status::failure(Code::kUnsupported, "a helper's path has 1 to 255 characters");
  }
  path_ = {};
  if (program.find('/') != std::string_view::npos) {
    std::ranges::copy(program, path_.begin());
  } else {
    length = place_beside_us(program, path_);
    if (length == 0) {
      return Status::failure(Code::kUnsupported, "this program's own folder is not known");
    }
    std::ranges::fill(std::span(path_).subspan(length), '\0');
  }
  if (prepared_) return Status::success();
  // The descriptor's number is in the actions, and to change them would allocate: so it stays.
  nothing_ = open("/dev/null", O_RDWR | O_CLOEXEC);
  passed_on_ = nothing_ < 0 ? -1 : fcntl(nothing_, F_DUPFD_CLOEXEC, kRemoteSocket + 1);
  if (passed_on_ < 0) return Status::failure(Code::kIo, "no descriptor for a helper", 0, errno);
  if (posix_spawn_file_actions_init(&actions_) != 0) {
    return Status::failure(Code::kIo, "no memory for a helper");
  }
  prepared_ = true;
  if (posix_spawn_file_actions_adddup2(&actions_, passed_on_, kRemoteSocket) != 0 ||
      posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO) != 0) {
    return Status::failure(Code::kIo, "no memory for a helper");
  }
  return Status::success();
}

Status HelperProcess::start(std::span<const std::uint8_t> first) {
  std::array<int, 2> ends = {};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) {
    return Status::failure(Code::kIo, "no socket for the camera helper", 0, errno);
  }
  if (const int error = send_packet(ends[0], first); error < 0) {
    close(ends[0]);
    close(ends[1]);
    return Status::failure(Code::kIo, "the camera helper cannot be told anything", 0, -error);
  }
  dup3(ends[1], passed_on_, O_CLOEXEC);
  close(ends[1]);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  char* const words[] = {path_.data(), nullptr};
  const int error = posix_spawn(&process_, path_.data(), &actions_, &attributes, words, environ);
  posix_spawnattr_destroy(&attributes);
  dup3(nothing_, passed_on_, O_CLOEXEC);  // or we would keep the helper's end of the socket open
  if (error != 0) {
    close(ends[0]);
    process_ = -1;
    return Status::failure(error == ENOENT ? Code::kNotFound : Code::kIo,
                           "the camera helper cannot be started", 0, error);
  }
  socket_ = ends[0];
  return Status::success();
}

void HelperProcess::end() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
  if (process_ > 0) kill(process_, SIGKILL);
}

bool HelperProcess::ended() {
  if (process_ > 0 && waitpid(process_, nullptr, WNOHANG) == 0) return false;
  process_ = -1;
  return true;
}

}  // namespace ocellus::capture
