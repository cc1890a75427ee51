#include "apps/camera/console.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "platform/linux/write_all.hpp"

namespace ocellus::camera {
namespace {

using Line = std::array<char, 512>;

// What snprintf wrote, cut to the buffer.
std::string_view formatted(const Line& line, int length) {
  if (length < 0) return {};
  const auto size = static_cast<std::size_t>(length);
  return {line.data(), size < line.size() ? size : line.size() - 1};
}

int size_of(std::string_view text) { return static_cast<int>(text.size()); }

// stderr is the last resort: there is nobody left to tell when it fails.
void say(std::string_view text) { static_cast<void>(platform::write_all(STDERR_FILENO, text)); }

std::int64_t now_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

void complain(std::string_view where, const Status& status) {
  Line line;
  int length = std::snprintf(line.data(), line.size(), "camera: %.*s%s%s", size_of(where),
                             where.data(), where.empty() ? "" : ": ", status.what);
  std::string_view text = formatted(line, length);
  say(text);
  if (status.os_error != 0) {
    length = std::snprintf(line.data(), line.size(), " (%s)", strerrordesc_np(status.os_error));
    say(formatted(line, length));
  }
  say("\n");
}

void note(std::string_view text) {
  say("camera: ");
  say(text);
  say("\n");
}

Progress::Progress(std::uint64_t total)
    : total_(total), terminal_(isatty(STDERR_FILENO) == 1), last_drawn_ms_(now_ms()) {}

void Progress::update(std::uint64_t frames, double frames_per_second) {
  const std::int64_t now = now_ms();
  const std::int64_t pause = terminal_ ? 100 : 10'000;
  if (now - last_drawn_ms_ < pause) return;
  last_drawn_ms_ = now;
  drawn_ = true;

  constexpr std::string_view kFull = "########################################";
  constexpr std::string_view kEmpty = "........................................";
  Line line;
  int length = 0;
  const auto count = static_cast<unsigned long long>(frames);
  if (total_ == 0) {
    length =
        std::snprintf(line.data(), line.size(), "%scamera: %llu frames, %.1f per second%s",
                      terminal_ ? "\r" : "", count, frames_per_second, terminal_ ? "  " : "\n");
  } else {
    const std::uint64_t done = frames < total_ ? frames : total_;
    const int filled = static_cast<int>(done * kFull.size() / total_);
    length = std::snprintf(
        line.data(), line.size(), "%s[%.*s%.*s] %llu of %llu frames, %.1f per second%s",
        terminal_ ? "\r" : "", filled, kFull.data(), size_of(kEmpty) - filled, kEmpty.data(), count,
        static_cast<unsigned long long>(total_), frames_per_second, terminal_ ? "  " : "\n");
  }
  say(formatted(line, length));
}

void Progress::clear() {
  if (terminal_ && drawn_) say("\r\033[K");
}

void Progress::finish() {
  if (terminal_ && drawn_) say("\n");
}

}  // namespace ocellus::camera
