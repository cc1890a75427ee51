#include "drivers/watchdog/linux_watchdog.hpp"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <sys/ioctl.h>

namespace ocellus::watchdog {
namespace {

PastReset decode(int flags) {
  return {.watchdog = (flags & WDIOF_CARDRESET) != 0,
          .heat = (flags & WDIOF_OVERHEAT) != 0,
          .supply = (flags & (WDIOF_POWERUNDER | WDIOF_POWEROVER)) != 0};
}

}  // namespace

int LinuxWatchdog::ask_kernel(int descriptor, unsigned long request, int& value) {
  return ioctl(descriptor, request, &value) < 0 ? errno : 0;
}

Status LinuxWatchdog::open(Seconds wanted) {
  if (is_open()) return Status::success();
  const int descriptor = ::open(path_, O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const bool absent = errno == ENOENT || errno == ENODEV || errno == ENXIO;
    return Status::failure(absent ? Code::kNotFound : Code::kIo, "cannot be opened", 0, errno);
  }
  descriptor_ = descriptor;
  int flags = 0;
  if (request_(descriptor_, WDIOC_GETBOOTSTATUS, flags) == 0) past_ = decode(flags);
  // One that keeps its own time is fed all the same, and says which time that is.
  static_cast<void>(set_timeout(wanted).ok());
  return Status::success();
}

Status LinuxWatchdog::set_timeout(Seconds wanted) {
  if (!is_open()) return Status::failure(Code::kNotFound, "is not open");
  int seconds = static_cast<int>(wanted.count());
  const int error = request_(descriptor_, WDIOC_SETTIMEOUT, seconds);
  // Some drivers round without saying so in the answer.
  int counted = 0;
  if (request_(descriptor_, WDIOC_GETTIMEOUT, counted) == 0 && counted > 0) {
    timeout_ = Seconds(counted);
  } else if (error == 0) {
    timeout_ = Seconds(seconds);
  }
  static_cast<void>(feed().ok());  // not every driver begins anew by itself
  if (error == 0) return Status::success();
  return Status::failure(Code::kUnsupported, "does not count so long", 0, error);
}

Status LinuxWatchdog::feed() {
  if (!is_open()) return Status::failure(Code::kNotFound, "is not open");
  int nothing = 0;
  const int error = request_(descriptor_, WDIOC_KEEPALIVE, nothing);
  if (error == 0) return Status::success();
  return Status::failure(Code::kIo, "cannot be fed", 0, error);
}

}  // namespace ocellus::watchdog
