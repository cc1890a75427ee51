// Linked into a boot program for tests: the kernel panics while it watches, in every life of it.
#include <fcntl.h>
#include <unistd.h>

#include <ctime>

namespace {

// Before main(); nothing is mounted yet.
[[gnu::constructor]] void begin() {
  if (fork() != 0) return;
  const timespec moment = {.tv_sec = 0, .tv_nsec = 50'000'000};
  for (;;) {
    nanosleep(&moment, nullptr);
    // There once the camera is about to start.
    if (access("/boot/ocellus.ini", F_OK) != 0) continue;
    const int file = open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);
    if (file >= 0) (void)!write(file, "c", 1);
  }
}

}  // namespace
