#include "tools/ocellus/commands/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ocellus::tools {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kBarCells = 24;

}  // namespace

Progress::Progress(std::string task, std::uint64_t total)
    : Progress(std::move(task), total, stderr, isatty(STDERR_FILENO) == 1, Clock::now()) {}

Progress::Progress(std::string task, std::uint64_t total, std::FILE* stream, bool terminal,
                   Clock::time_point start)
    : task_(std::move(task)),
      total_(std::max<std::uint64_t>(total, 1)),
      stream_(stream),
      terminal_(terminal),
      start_(start),
      next_(start + 2s) {}

Progress::~Progress() {
  if (!drawn_ || !terminal_) return;
  std::fputs("\r\x1b[K", stream_);
  std::fflush(stream_);
}

void Progress::advance_at(std::uint64_t steps, Clock::time_point now) {
  done_ = std::min(total_, done_ + steps);
  if (now < next_) return;
  next_ = now + (terminal_ ? Clock::duration(250ms) : Clock::duration(10s));
  draw(now);
}

void Progress::draw(Clock::time_point now) {
  drawn_ = true;
  const double share = static_cast<double>(done_) / static_cast<double>(total_);
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const long left = share > 0 ? std::lround(elapsed / share - elapsed) : 0;
  const int percent = static_cast<int>(share * 100);
  char rate[32] = "";
  if (rate_ && elapsed > 0) {
    std::snprintf(rate, sizeof rate, ", %.1f MiB/s",
                  static_cast<double>(done_) / elapsed / (1 << 20));
  }
  if (terminal_) {
    const auto filled = static_cast<std::size_t>(share * kBarCells);
    const std::string bar = std::string(filled, '#') + std::string(kBarCells - filled, '.');
    std::fprintf(stream_, "\r%s [%s] %3d %%, %ld s left%s\x1b[K", task_.c_str(), bar.c_str(),
                 percent, left, rate);
  } else {
    std::fprintf(stream_, "%s: %d %%, %ld s left%s\n", task_.c_str(), percent, left, rate);
  }
  std::fflush(stream_);
}

}  // namespace ocellus::tools
