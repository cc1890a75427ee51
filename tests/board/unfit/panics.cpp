// Linked into a boot program for tests: the kernel panics while it watches, in every life of it.
#include <fcntl.h>
#include <unistd.h>

#include <ctime>

namespace {

// Before main(); nothing is mounted yet.
[[gnu::constructor]] void begin() {
  if (fork() != 0) return;
  // The first process has told the slots' state by then that it is there.
  const timespec moment = {.tv_sec = 2, .tv_nsec = 0};
  do {
    nanosleep(&moment, nullptr);
  } while (access("/boot/ocellus.ini", F_OK) != 0);
  for (;;) {
    nanosleep(&moment, nullptr);
    const int file = open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);
    if (file >= 0) (void)!write(file, "c", 1);
  }
}

}  // namespace
