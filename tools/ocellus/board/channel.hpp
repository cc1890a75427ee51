// Unix sockets to QEMU: we listen, it connects; lines of text with a deadline on every wait.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

using Deadline = std::chrono::steady_clock::time_point;

inline Deadline after(std::chrono::milliseconds patience) {
  return std::chrono::steady_clock::now() + patience;
}

// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int number() const { return number_; }
  bool open() const { return number_ >= 0; }

 private:
  int number_;
};

// Waits until `descriptor` can be read (or has ended), or written. False when the deadline passes.
bool wait_readable(const Descriptor& descriptor, Deadline deadline);
bool wait_writable(const Descriptor& descriptor, Deadline deadline);

// A socket that exists from now on, so that who is started next finds it. One connection at a time.
Result<Descriptor> listen_at(const std::string& path);

// The next connection, non-blocking; not open when there is none before the deadline.
Descriptor accept_from(const Descriptor& listener, Deadline deadline);

class LineChannel {
 public:
  enum class Outcome { kLine, kTimedOut, kEnded };

  // A connected, non-blocking socket. Lines longer than a mebibyte end the channel.
  explicit LineChannel(Descriptor socket) : socket_(std::move(socket)) {}

  // The next line without its end.
  Outcome read_line(std::string& line, Deadline deadline);
  // False when the other end has gone or takes nothing until the deadline.
  bool write(std::string_view text, Deadline deadline);

 private:
  Descriptor socket_;
  std::string buffer_;
  std::size_t searched_ = 0;  // of the buffer, without an end of line
};

}  // namespace ocellus::tools::board
