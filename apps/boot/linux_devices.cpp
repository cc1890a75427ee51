#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/netlink.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "apps/boot/first_child.hpp"
#include "apps/boot/line.hpp"
#include "apps/boot/linux_system.hpp"
#include "drivers/storage/block_device.hpp"
#include "platform/linux/camera_user.hpp"
#include "platform/linux/data_partition.hpp"

namespace ocellus::boot {
namespace {

constexpr std::size_t kMessage = 4096;  // more than the kernel puts into one

// Where sysfs has the kinds that somebody here may want, an entry for each device.
constexpr std::array<const char*, 6> kFolders = {"/sys/class/video4linux", "/sys/bus/media/devices",
                                                 "/sys/class/dma_heap",    "/sys/class/drm",
                                                 "/sys/bus/gpio/devices",  "/sys/class/block"};

// `entry` of a folder has a file named uevent; false where it tells of no device.
bool read_entry(int folder, std::string_view entry, Device& device) {
  constexpr std::string_view kFile = "/uevent";
  std::array<char, 288> path = {};
  if (entry.size() + kFile.size() >= path.size()) return false;
  kFile.copy(path.data() + entry.copy(path.data(), entry.size()), kFile.size());
  const int file = openat(folder, path.data(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  std::array<char, kMessage> text;
  const ssize_t bytes = read(file, text.data(), text.size());
  close(file);
  return bytes > 0 && read_device({text.data(), static_cast<std::size_t>(bytes)}, device);
}

// readdir() would allocate.
void list_folder(const char* path, DeviceListener& listener) {
  const int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;  // no such devices
  alignas(dirent64) std::array<char, 2048> entries;
  for (;;) {
    const long bytes = syscall(SYS_getdents64, folder, entries.data(), entries.size());
    if (bytes <= 0) break;
    for (std::size_t at = 0; at < static_cast<std::size_t>(bytes);) {
      const auto* const entry = reinterpret_cast<const dirent64*>(entries.data() + at);
      at += entry->d_reclen;
      Device device;
      const std::string_view name = entry->d_name;
      if (!name.starts_with('.') && read_entry(folder, name, device)) listener.note_device(device);
    }
  }
  close(folder);
}

// libcamera takes only devices of which udev has a record, and here is no udev
// (apps/capture_libcamera/README.md). What cannot be written costs those cameras alone.
void record_as_udev(std::string_view path, const struct stat& facts) {
  if (!path.starts_with("/dev/video") && !path.starts_with("/dev/media")) return;
  for (const char* folder : {"/run", "/run/udev", "/run/udev/data"}) mkdir(folder, 0755);
  const auto write_file = [](const char* name, std::string_view text) {
    const int file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) return;
    static_cast<void>(!write(file, text.data(), text.size()));
    close(file);
  };
  Line record;
  record.text("/run/udev/data/c").number(static_cast<long>(major(facts.st_rdev)));
  record.text(":").number(static_cast<long>(minor(facts.st_rdev))).text({"\0", 1});
  write_file(record.view().data(), "I:1000000\n");  // when it was initialised
  write_file("/run/udev/control", "");              // udev is there
}

}  // namespace

Status LinuxSystem::listen_for_devices() {
  const auto refused = [](int error) {
    return Status::failure(Code::kIo, "are not heard of", 0, error);
  };
  const int socket_made =
      socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
  if (socket_made < 0) return refused(errno);
  sockaddr_nl address = {};
  address.nl_family = AF_NETLINK;
  address.nl_groups = 1;  // what the kernel says; udev speaks in another
  if (bind(socket_made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int error = errno;
    close(socket_made);
    return refused(error);
  }
  uevents_ = socket_made;
  return Status::success();
}

DeviceNews LinuxSystem::next_device(Device& device) {
  for (;;) {
    std::array<char, kMessage> message;
    sockaddr_nl sender = {};
    socklen_t length = sizeof sender;
    const ssize_t bytes = recvfrom(uevents_, message.data(), message.size(), 0,
                                   reinterpret_cast<sockaddr*>(&sender), &length);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) return errno == ENOBUFS ? DeviceNews::kLost : DeviceNews::kNone;
    if (sender.nl_pid != 0) continue;  // not the kernel
    const std::string_view text(message.data(), static_cast<std::size_t>(bytes));
    if (tells_of_new(text) && read_device(text, device)) return DeviceNews::kAppeared;
  }
}

void LinuxSystem::list_devices(DeviceListener& listener) {
  for (const char* folder : kFolders) list_folder(folder, listener);
}

Status LinuxSystem::give(const char* path, gid_t group) {
  constexpr mode_t kMode = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP;
  struct stat facts = {};
  if (lstat(path, &facts) == 0 && lchown(path, 0, group) == 0 && chmod(path, kMode) == 0) {
    if (S_ISCHR(facts.st_mode)) record_as_udev(path, facts);
    return Status::success();
  }
  return Status::failure(errno == ENOENT ? Code::kNotFound : Code::kIo, "cannot be given away", 0,
                         errno);
}

// A disk that does not answer keeps its caller in the kernel; so a child asks. The kernel forgets
// what it was told of a block device when nobody has it open, so the child keeps it open.
void LinuxSystem::give_data_partition(const char* partition, Duration patience) {
  struct stat facts = {};
  if (lstat(partition, &facts) != 0) return;
  if (holder_ > 0 && facts.st_gid == platform::kCameraGroup) return;
  if (holder_ > 0) kill(holder_, SIGKILL);  // of one that went away
  std::array<int, 2> done = {-1, -1};
  if (pipe2(done.data(), O_CLOEXEC) != 0) return;
  holder_ = fork_first(*this, now() + patience);
  if (holder_ == 0) {
    if (!platform::holds_our_data(partition)) _exit(0);
    int sector = storage::BlockDevice::kSector;
    const int held = open(partition, O_RDONLY | O_CLOEXEC);
    if (held >= 0) static_cast<void>(ioctl(held, BLKBSZSET, &sector));
    if (const Status status = give(partition, platform::kCameraGroup); !status.ok()) {
      complain(*this, partition, status);
    }
    close(done[1]);
    for (;;) ::pause();
  }
  close(done[1]);
  pollfd ready = {done[0], POLLIN, 0};  // hung up, by its end too
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(patience);
  if (holder_ > 0) poll(&ready, 1, static_cast<int>(left.count()));
  close(done[0]);
}

}  // namespace ocellus::boot
