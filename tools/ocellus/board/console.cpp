#include "tools/ocellus/board/console.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace ocellus::tools::board {
namespace {

constexpr std::size_t kMostLines = 100'000;
constexpr std::size_t kLongestLine = std::size_t{1} << 16;

}  // namespace

Console::Console(Descriptor socket, std::function<void(std::string_view)> on_bytes)
    : socket_(std::move(socket)),
      stop_(eventfd(0, EFD_CLOEXEC)),
      on_bytes_(std::move(on_bytes)),
      thread_([this] { listen(); }) {}

Console::~Console() {
  eventfd_write(stop_.number(), 1);
  thread_.join();
}

void Console::listen() {
  std::array<char, 4096> part;
  for (;;) {
    std::array<pollfd, 2> wanted = {pollfd{socket_.number(), POLLIN, 0},
                                    pollfd{stop_.number(), POLLIN, 0}};
    if (poll(wanted.data(), wanted.size(), -1) < 0 && errno == EINTR) continue;
    if (wanted[0].revents == 0) {
      if (wanted[1].revents != 0) break;  // only when all that has come is read
      continue;
    }
    const ssize_t count = read(socket_.number(), part.data(), part.size());
    if (count > 0) {
      const std::string_view bytes(part.data(), static_cast<std::size_t>(count));
      if (on_bytes_) on_bytes_(bytes);
      take(bytes);
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
      break;
    }
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void Console::take(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start_);
  for (const char c : bytes) {
    if (c == '\r') continue;
    if (c != '\n') {
      rest_ += c;
      if (rest_.size() < kLongestLine) continue;
    }
    if (lines_.size() == kMostLines) lines_.pop_front();
    lines_.push_back({now, std::exchange(rest_, {})});
  }
  changed_.notify_all();
}

Result<ConsoleLine> Console::wait_for(std::string_view text, Deadline deadline) {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (!lines_.empty()) {
      ConsoleLine line = std::move(lines_.front());
      lines_.pop_front();
      if (line.text.find(text) != std::string::npos) return line;
    }
    if (rest_.find(text) != std::string::npos) {
      const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::steady_clock::now() - start_);
      return ConsoleLine{now, std::exchange(rest_, {})};
    }
    if (ended_) {
      return Failure{"the board", "ended before its console said '" + std::string(text) + "'"};
    }
    if (changed_.wait_until(lock, deadline) == std::cv_status::timeout && lines_.empty()) {
      return Failure{"the board", "did not say '" + std::string(text) + "' on its console in time"};
    }
  }
}

Result<ConsoleLine> Console::next(Deadline deadline) {
  std::unique_lock lock(mutex_);
  const bool came =
      changed_.wait_until(lock, deadline, [this] { return !lines_.empty() || ended_; });
  if (!lines_.empty()) {
    ConsoleLine line = std::move(lines_.front());
    lines_.pop_front();
    return line;
  }
  return Failure{"the board", came ? "ended" : "says nothing on its console"};
}

Result<Done> Console::type(std::string_view text, Deadline deadline) {
  while (!text.empty()) {
    const ssize_t count = send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL);
    if (count > 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (count < 0 && errno == EAGAIN && wait_writable(socket_, deadline)) {
      continue;
    } else if (count == 0 || errno != EINTR) {
      return Failure{"the board's console", "takes no more text",
                     "see whether the board still runs"};
    }
  }
  return Done{};
}

bool Console::ended() {
  const std::lock_guard lock(mutex_);
  return ended_;
}

}  // namespace ocellus::tools::board
