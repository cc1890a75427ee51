#include "tools/ocellus/board/qtest.hpp"

#include <charconv>
#include <utility>

namespace ocellus::tools::board {
namespace {

using Kind = QtestMessage::Kind;
using Outcome = LineChannel::Outcome;

constexpr std::size_t kMostEdges = 4096;
constexpr std::chrono::milliseconds kLookUp(50);  // whether the thread is to end

Failure gone(Outcome how) {
  return {"the board's GPIO",
          how == Outcome::kTimedOut ? "did not answer in time" : "is gone: QEMU ended",
          "start the board again"};
}

}  // namespace

QtestMessage read_qtest(std::string_view line) {
  if (line == "OK" || line.starts_with("OK ")) return {.kind = Kind::kOk};
  if (line.starts_with("FAIL")) {
    line.remove_prefix(std::min<std::size_t>(line.size(), 5));
    return {.kind = Kind::kFailed, .text = std::string(line)};
  }
  for (const auto& [start, level] : {std::pair<std::string_view, bool>{"IRQ raise ", true},
                                     std::pair<std::string_view, bool>{"IRQ lower ", false}}) {
    if (!line.starts_with(start)) continue;
    int number = -1;
    const char* const end = line.data() + line.size();
    const auto read = std::from_chars(line.data() + start.size(), end, number);
    if (read.ec == std::errc() && read.ptr == end && number >= 0 && number < kGpioLines) {
      return {.kind = Kind::kLevel, .line = number, .level = level};
    }
  }
  return {};
}

std::string qtest_set_input(std::string_view device, int line, bool level) {
  return "set_irq_in " + std::string(device) + " unnamed-gpio-in " + std::to_string(line) +
         (level ? " 1\n" : " 0\n");
}

std::string qtest_watch_outputs(std::string_view device) {
  return "irq_intercept_out " + std::string(device) + "\n";
}

Gpio::Gpio(LineChannel channel, std::string device)
    : channel_(std::move(channel)), device_(std::move(device)), thread_([this] { listen(); }) {}

Gpio::~Gpio() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Gpio::listen() {
  std::string line;
  for (;;) {
    const Outcome how = channel_.read_line(line, after(kLookUp));
    const std::lock_guard lock(mutex_);
    if (how == Outcome::kLine) note(read_qtest(line));
    ended_ = how == Outcome::kEnded;
    changed_.notify_all();
    if (ended_ || stopping_) return;
  }
}

void Gpio::note(const QtestMessage& message) {
  if (message.kind == Kind::kOk || message.kind == Kind::kFailed) answers_.push_back(message);
  if (message.kind != Kind::kLevel) return;
  levels_[static_cast<std::size_t>(message.line)] = message.level;
  if (edges_.size() == kMostEdges) edges_.erase(edges_.begin());
  edges_.push_back({std::chrono::steady_clock::now(), message.line, message.level});
}

Result<Done> Gpio::command(const std::string& words, Patience patience) {
  const Deadline deadline = after(patience);
  std::unique_lock lock(mutex_);
  if (!channel_.write(words, deadline)) return gone(Outcome::kEnded);
  changed_.wait_until(lock, deadline, [this] { return !answers_.empty() || ended_; });
  if (answers_.empty()) return gone(ended_ ? Outcome::kEnded : Outcome::kTimedOut);
  const QtestMessage answer = std::move(answers_.front());
  answers_.pop_front();
  if (answer.kind == Kind::kFailed) return Failure{"the board's GPIO", answer.text};
  return Done{};
}

Result<Done> Gpio::watch(Patience patience) {
  return command(qtest_watch_outputs(device_), patience);
}

Result<Done> Gpio::set_input(int line, bool level, Patience patience) {
  if (line < 0 || line >= kGpioLines) {
    return Failure{"GPIO line " + std::to_string(line), "does not exist", "choose 0 to 7"};
  }
  return command(qtest_set_input(device_, line, level), patience);
}

bool Gpio::output(int line) {
  const std::lock_guard lock(mutex_);
  return line >= 0 && line < kGpioLines && levels_[static_cast<std::size_t>(line)];
}

Result<Done> Gpio::wait_for_output(int line, bool level, Patience patience) {
  if (line < 0 || line >= kGpioLines) {
    return Failure{"GPIO line " + std::to_string(line), "does not exist", "choose 0 to 7"};
  }
  const auto has_level = [&] { return levels_[static_cast<std::size_t>(line)] == level; };
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, after(patience), [&] { return has_level() || ended_; });
  if (has_level()) return Done{};
  if (ended_) return gone(Outcome::kEnded);
  return Failure{"GPIO line " + std::to_string(line),
                 level ? "was not raised in time" : "was not lowered in time"};
}

std::vector<Gpio::Edge> Gpio::take_edges() {
  const std::lock_guard lock(mutex_);
  return std::exchange(edges_, {});
}

}  // namespace ocellus::tools::board
