#include "apps/boot/linux_system.hpp"

#include <errno.h>
#include <fcntl.h>
#include <linux/module.h>
#include <linux/reboot.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "apps/boot/line.hpp"
#include "apps/boot/patient_child.hpp"

namespace ocellus::boot {
namespace {

Status refused(const char* what, int error) { return Status::failure(Code::kIo, what, 0, error); }

// The kernel opens /dev/console for its first process, and cannot where the initramfs has no such
// node. Then there is nobody to complain to either.
void open_console() {
  if (fcntl(STDERR_FILENO, F_GETFD) >= 0) return;
  constexpr const char* kNode = "/console";
  mknod(kNode, S_IFCHR | 0600, makedev(5, 1));
  const int console = open(kNode, O_RDWR | O_NOCTTY);
  unlink(kNode);
  if (console < 0) return;
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(console, stream);
  if (console > STDERR_FILENO) close(console);
}

// A line keeps room for its beginning and its end.
constexpr std::size_t kMostText = 300;

bool is_compressed(std::string_view path) { return !path.ends_with(".ko"); }

int mount_now(const void* what) {
  const Mount& mount = *static_cast<const Mount*>(what);
  const int result = ::mount(mount.source, mount.target, mount.type, mount.flags, mount.options);
  return result == 0 ? 0 : errno;
}

struct OpenModule {
  int file;
  const char* parameters;
  bool compressed;
};

int load_now(const void* what) {
  const OpenModule& module = *static_cast<const OpenModule*>(what);
  const int flags = module.compressed ? MODULE_INIT_COMPRESSED_FILE : 0;
  return syscall(SYS_finit_module, module.file, module.parameters, flags) == 0 ? 0 : errno;
}

}  // namespace

void LinuxSystem::begin() {
  open_console();
  keep_signals();
  // The kernel leaves the root of an initramfs for everybody to write in.
  if (chmod("/", 0755) != 0) complain(*this, "/", refused("is everybody's", errno));
  if (const Status status = progress_.create(); !status.ok()) {
    complain(*this, "the camera's progress", status);
  }
  posix_spawn_file_actions_init(&handing_over_);
  if (progress_.page() != nullptr) {
    posix_spawn_file_actions_adddup2(&handing_over_, progress_.descriptor(),
                                     platform::ProgressMemory::kDescriptor);
  }
  open_aside();
  // A camera that takes all of the processor, or starts processes without end, must not keep this
  // one from its turn. What it starts is like any other.
  const sched_param first = {.sched_priority = 1};
  if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &first) != 0) {
    complain(*this, "its turn", refused("comes like that of all others", errno));
  }
  if (reboot(RB_DISABLE_CAD) != 0) {
    complain(*this, "ctrl-alt-del", refused("restarts at once, without a warning", errno));
  }
}

void LinuxSystem::say(std::string_view text) {
  Line line;
  line.text("boot: ").text(text.substr(0, kMostText)).text("\n");
  // There is nobody left to tell when the console fails.
  [[maybe_unused]] const ssize_t written =
      write(STDERR_FILENO, line.view().data(), line.view().size());
}

void LinuxSystem::tell(std::string_view line) {
  Line whole;
  whole.text(line.substr(0, kMostText)).text("\n");
  [[maybe_unused]] const ssize_t written =
      write(STDERR_FILENO, whole.view().data(), whole.view().size());
}

// One of the kernel's own views waits for nothing. What is silent is not asked by one child after
// another.
int LinuxSystem::try_mount(const Mount& mount) {
  if (mount.source[0] != '/') {
    const int error = mount_now(&mount);
    return error == EBUSY ? 0 : error;  // there already
  }
  if (access(mount.source, F_OK) != 0) return errno;
  if (is_at_it(mounting_)) return ETIMEDOUT;
  const bool was_late = mounting_ > 0;
  const auto error = in_child(*this, mount_now, &mount, kKernelPatience, mounting_);
  if (!error) return ETIMEDOUT;
  mounting_ = 0;
  return was_late && *error == EBUSY ? 0 : *error;  // it had come to it by then
}

Status LinuxSystem::mount(const Mount& mount) {
  mkdir(mount.target, 0755);
  const int error = try_mount(mount);
  if (error == 0) return Status::success();
  if (error == ETIMEDOUT) {
    return Status::failure(Code::kTimeout, "does not answer; the start goes on without it");
  }
  if (error == ENOENT || error == ENXIO || error == ENOMEDIUM) {
    return Status::failure(Code::kNotFound, "cannot be mounted", 0, error);
  }
  return refused("cannot be mounted", error);
}

Status LinuxSystem::unmount(const char* target) {
  if (umount2(target, MNT_DETACH) == 0) return Status::success();
  if (errno == EINVAL) return Status::failure(Code::kNotFound, "nothing is mounted there");
  return refused("cannot be unmounted", errno);
}

// The driver of a disk that is silent reads its partitions before it is loaded.
Status LinuxSystem::load_module(const char* path, const char* parameters) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    const Code code = errno == ENOENT ? Code::kNotFound : Code::kIo;
    return Status::failure(code, "cannot be read", 0, errno);
  }
  const OpenModule module = {file, parameters, is_compressed(path)};
  pid_t child = 0;
  const std::optional<int> error = in_child(*this, load_now, &module, kKernelPatience, child);
  close(file);
  if (!error) return Status::failure(Code::kTimeout, "is not ready; the start goes on without it");
  if (*error == 0 || *error == EEXIST) return Status::success();
  return refused("the kernel does not take this module", *error);
}

Status LinuxSystem::read_file(const char* path, std::span<char> room, std::size_t& size) {
  size = 0;
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    const Code code = errno == ENOENT ? Code::kNotFound : Code::kIo;
    return Status::failure(code, "cannot be read", 0, errno);
  }
  Status status = Status::success();
  for (;;) {
    char beyond = 0;  // where the room ends, one character more tells whether the file does too
    const bool full = size == room.size();
    const ssize_t bytes =
        full ? read(file, &beyond, 1) : read(file, room.data() + size, room.size() - size);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) {
      status = refused("cannot be read", errno);
      size = 0;
    }
    if (bytes > 0 && full)
      status = Status::failure(Code::kTooLarge, "is too long; its end is left out");
    if (bytes <= 0 || full) break;
    size += static_cast<std::size_t>(bytes);
  }
  close(file);
  return status;
}

bool LinuxSystem::exists(const char* path) { return access(path, F_OK) == 0; }

Status LinuxSystem::switch_off() {
  reboot(RB_POWER_OFF);
  return refused("the kernel does not switch off", errno);
}

// raspberrypi.com/documentation/computers/config_txt.html, "tryboot": partition 0 is the usual way
// to choose one. A kernel that does not know the word restarts all the same.
Status LinuxSystem::restart_into_other() {
  syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_RESTART2,
          "0 tryboot");
  return refused("the kernel does not restart", errno);
}

Status LinuxSystem::restart() {
  reboot(RB_AUTOBOOT);
  return refused("the kernel does not restart", errno);
}

}  // namespace ocellus::boot
