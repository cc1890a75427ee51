// Linked into a boot program for tests, in place of the C library's reboot() (--wrap): nothing ever
// restarts or switches off.
#include <sys/reboot.h>
#include <unistd.h>

extern "C" int __real_reboot(int how);
extern "C" int __wrap_reboot(int how);

extern "C" int __wrap_reboot(int how) {
  while (how == RB_AUTOBOOT || how == RB_POWER_OFF) pause();
  return __real_reboot(how);
}
