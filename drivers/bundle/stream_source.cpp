#include "drivers/bundle/stream_source.hpp"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

namespace ocellus::bundle {
namespace {

std::int64_t now_ms() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace

StreamSource::StreamSource(int descriptor, Patience patience)
    : descriptor_(descriptor),
      silence_ms_(patience.silence_ms),
      end_ms_(now_ms() + patience.whole_ms) {}

Status StreamSource::read(std::span<std::byte> into, std::size_t& count) {
  count = 0;
  const std::int64_t until = std::min(end_ms_, now_ms() + silence_ms_);
  while (true) {
    const std::int64_t left = until - now_ms();
    if (left <= 0) return Status::failure(Code::kTimeout, "comes no further", at_);
    pollfd wanted = {.fd = descriptor_, .events = POLLIN, .revents = 0};
    const int ready = poll(&wanted, 1, static_cast<int>(std::min<std::int64_t>(left, 1'000'000)));
    if (ready < 0 && errno != EINTR)
      return Status::failure(Code::kIo, "cannot be read", at_, errno);
    if (ready <= 0) continue;
    const ssize_t bytes = ::read(descriptor_, into.data(), into.size());
    if (bytes < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (bytes < 0) return Status::failure(Code::kDisconnected, "broke off", at_, errno);
    count = static_cast<std::size_t>(bytes);
    at_ += count;
    return Status::success();
  }
}

}  // namespace ocellus::bundle
