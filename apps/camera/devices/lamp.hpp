// The status lamp, on a thread of its own: flashes keep their time while a frame is inferred.
#pragma once

#include <pthread.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>

#include "drivers/gpio/blink.hpp"
#include "drivers/gpio/lines.hpp"
#include "platform/linux/thread_stack.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

// Large, because it holds a stack: meant for static memory. Nothing is allocated after start().
class Lamp {
 public:
  // Who shows nothing for so long hangs, and the lamp must not say that all is well: it goes dark.
  static constexpr std::chrono::seconds kStale{10};

  Lamp() = default;
  ~Lamp() { stop(); }
  Lamp(const Lamp&) = delete;
  Lamp& operator=(const Lamp&) = delete;

  // Blinks Sign::kStarting on `line`, an output of `lines`, which outlives the lamp and is used by
  // nobody else. kIo where the system gives no thread.
  Status start(gpio::Lines& lines, gpio::LineIndex line);

  // From one thread, again and again. Does nothing before start().
  void show(gpio::Sign sign);

  // Dark, and the thread has ended.
  void stop();

 private:
  static constexpr std::size_t kStackBytes = std::size_t{128} << 10;
  using Clock = std::chrono::steady_clock;

  void blink();
  // Until that much time has passed, show() gave another sign, or stop().
  void wait(std::chrono::milliseconds limit) const;
  void wake() const;

  gpio::Lines* lines_ = nullptr;
  gpio::LineIndex line_;
  int doorbell_ = -1;  // an eventfd
  pthread_t thread_ = {};
  std::atomic<gpio::Sign> sign_ = gpio::Sign::kStarting;
  std::atomic<Clock::rep> shown_ = 0;  // when show() was last called
  std::atomic<bool> ending_ = false;
  platform::ThreadStack<kStackBytes> stack_;
};

}  // namespace ocellus::camera
