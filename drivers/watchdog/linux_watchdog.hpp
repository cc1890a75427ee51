// The kernel's watchdog device. Closing it disarms some drivers' timers, so it is never closed: the
// descriptor goes with the process, and drivers are loaded with nowayout=1 (platform/*/board.hpp).
#pragma once

#include "drivers/watchdog/watchdog.hpp"

namespace ocellus::watchdog {

class LinuxWatchdog final : public Watchdog {
 public:
  // One ioctl on an open descriptor, whose argument is a number that goes in, out or both ways. The
  // result is an errno, 0 for success. Another than the kernel's is for tests.
  using Request = int (*)(int descriptor, unsigned long request, int& value);

  explicit LinuxWatchdog(const char* path = "/dev/watchdog", Request request = ask_kernel)
      : path_(path), request_(request) {}

  Status open(Seconds wanted) override;
  bool is_open() const override { return descriptor_ >= 0; }
  Status set_timeout(Seconds wanted) override;
  Seconds timeout() const override { return timeout_; }
  Status feed() override;
  PastReset past_reset() const override { return past_; }

 private:
  static int ask_kernel(int descriptor, unsigned long request, int& value);

  const char* path_;
  Request request_;
  int descriptor_ = -1;
  Seconds timeout_{0};
  PastReset past_;
};

}  // namespace ocellus::watchdog
