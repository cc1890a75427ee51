#include "tools/ocellus/board/channel.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace ocellus::tools::board {
namespace {

constexpr std::size_t kLongestLine = std::size_t{1} << 20;

bool wait_for(const Descriptor& descriptor, short event, Deadline deadline) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd wanted = {descriptor.number(), event, 0};
    const auto most = std::chrono::milliseconds(60'000);
    const int ready =
        poll(&wanted, 1, static_cast<int>(std::clamp(left, left.zero(), most).count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // what follows will say why
    if (std::chrono::steady_clock::now() >= deadline) return false;
  }
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

bool wait_readable(const Descriptor& descriptor, Deadline deadline) {
  return wait_for(descriptor, POLLIN, deadline);
}

bool wait_writable(const Descriptor& descriptor, Deadline deadline) {
  return wait_for(descriptor, POLLOUT, deadline);
}

Result<Descriptor> listen_at(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return Failure{path, "is too long for the name of a socket", "set TMPDIR to a shorter path"};
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  Descriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listener.open() ||
      bind(listener.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener.number(), 1) != 0) {
    return Failure{path, std::string("cannot be listened at: ") + std::strerror(errno),
                   "check the folder and its permissions"};
  }
  return listener;
}

Descriptor accept_from(const Descriptor& listener, Deadline deadline) {
  for (;;) {
    if (!wait_readable(listener, deadline)) return Descriptor();
    Descriptor connection(
        accept4(listener.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (connection.open()) return connection;
    if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) return Descriptor();
  }
}

LineChannel::Outcome LineChannel::read_line(std::string& line, Deadline deadline) {
  for (;;) {
    if (const std::size_t end = buffer_.find('\n', searched_); end != std::string::npos) {
      line = buffer_.substr(0, end);
      if (!line.empty() && line.back() == '\r') line.pop_back();
      buffer_.erase(0, end + 1);
      searched_ = 0;
      return Outcome::kLine;
    }
    searched_ = buffer_.size();
    if (searched_ > kLongestLine) return Outcome::kEnded;
    std::array<char, 4096> part;
    const ssize_t count = read(socket_.number(), part.data(), part.size());
    if (count > 0) {
      buffer_.append(part.data(), static_cast<std::size_t>(count));
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
      return Outcome::kEnded;
    } else if (errno == EAGAIN && !wait_readable(socket_, deadline)) {
      return Outcome::kTimedOut;
    }
  }
}

bool LineChannel::write(std::string_view text, Deadline deadline) {
  while (!text.empty()) {
    const ssize_t count = send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL);
    if (count > 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (count < 0 && errno == EAGAIN) {
      if (!wait_writable(socket_, deadline)) return false;
    } else if (count == 0 || errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace ocellus::tools::board
