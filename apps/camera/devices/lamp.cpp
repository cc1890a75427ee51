#include "apps/camera/devices/lamp.hpp"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace ocellus::camera {

using std::chrono::milliseconds;

Status Lamp::start(gpio::Lines& lines, gpio::LineIndex line) {
  stop();
  lines_ = &lines;
  line_ = line;
  sign_ = gpio::Sign::kStarting;
  shown_ = Clock::now().time_since_epoch().count();
  ending_ = false;
  doorbell_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (doorbell_ < 0) return Status::failure(Code::kIo, "the lamp has no event", 0, errno);
  const Status status = stack_.start(
      thread_,
      [](void* lamp) -> void* {
        static_cast<Lamp*>(lamp)->blink();
        return nullptr;
      },
      this);
  if (status.ok()) return status;
  close(doorbell_);
  doorbell_ = -1;
  return status;
}

void Lamp::show(gpio::Sign sign) {
  if (doorbell_ < 0) return;
  shown_.store(Clock::now().time_since_epoch().count(), std::memory_order_relaxed);
  if (sign_.exchange(sign, std::memory_order_relaxed) != sign) wake();
}

void Lamp::stop() {
  if (doorbell_ < 0) return;
  ending_ = true;
  wake();
  pthread_join(thread_, nullptr);
  stack_.release();
  close(doorbell_);
  doorbell_ = -1;
}

void Lamp::wake() const {
  const std::uint64_t once = 1;
  static_cast<void>(!write(doorbell_, &once, sizeof once));  // a full counter rings as well
}

void Lamp::wait(milliseconds limit) const {
  pollfd door = {doorbell_, POLLIN, 0};
  if (poll(&door, 1, static_cast<int>(limit.count())) <= 0) return;
  std::uint64_t rings = 0;
  static_cast<void>(!read(doorbell_, &rings, sizeof rings));
}

// A line that cannot be driven is tried again with the next flash; nobody could be told here.
void Lamp::blink() {
  gpio::Sign sign = sign_;
  Clock::time_point since = Clock::now();
  while (!ending_) {
    const Clock::time_point now = Clock::now();
    if (const gpio::Sign newest = sign_; newest != sign) {
      sign = newest;
      since = now;
    }
    const Clock::time_point shown{Clock::duration(shown_.load(std::memory_order_relaxed))};
    const auto age = std::chrono::duration_cast<milliseconds>(now - since);
    const bool stale = now - shown > kStale;
    static_cast<void>(!lines_->set(line_, !stale && gpio::lit(sign, age)).ok());
    wait(std::min(gpio::until_change(sign, age), milliseconds(1000)));
  }
  static_cast<void>(!lines_->set(line_, false).ok());
}

}  // namespace ocellus::camera
