#include "apps/update/places.hpp"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace ocellus::update {
namespace {

constexpr mode_t kOwnerAlone = 0700;

Status failed(const char* what) { return Status::failure(Code::kIo, what, 0, errno); }

}  // namespace

Status Medium::mount(const char* device) {
  unmount();
  mkdir(kFolder, kOwnerAlone);
  mkdir(kMediumFolder, kOwnerAlone);
  // Without namespaces others see it too; with them, nobody has to take it away after us.
  if (unshare(CLONE_NEWNS) == 0) ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  constexpr unsigned long kFlags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
  mounted_ = ::mount(device, kMediumFolder, "vfat", kFlags, "") == 0;
  if (mounted_) return Status::success();
  switch (errno) {
    case ENOENT:
    case ENXIO:
    case ENODEV:
    case ENOMEDIUM:
      return Status::failure(Code::kNotFound, "is not there any more", 0, errno);
    case EINVAL:
      return Status::failure(Code::kUnsupported, "holds no FAT file system");
    default:
      return failed("cannot be mounted");
  }
}

void Medium::unmount() {
  if (mounted_) umount2(kMediumFolder, MNT_DETACH);
  mounted_ = false;
}

Status open_socket(int& listener) {
  listener = -1;
  mkdir(kFolder, kOwnerAlone);
  unlink(kSocketPath);
  const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (made < 0) return failed("no socket");
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string_view path = kSocketPath;
  static_assert(std::string_view(kSocketPath).size() < sizeof address.sun_path);
  path.copy(std::begin(address.sun_path), path.size());
  constexpr int kWaiting = 1;
  if (bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      chmod(kSocketPath, 0600) != 0 || listen(made, kWaiting) != 0) {
    const Status status = failed("cannot be listened at");
    close(made);
    return status;
  }
  listener = made;
  return Status::success();
}

Status accept_sender(int listener, std::uint32_t patience_ms, int& connection) {
  connection = -1;
  pollfd wanted = {.fd = listener, .events = POLLIN, .revents = 0};
  const int ready = poll(&wanted, 1, static_cast<int>(std::min(patience_ms, 1'000'000U)));
  if (ready == 0) return Status::failure(Code::kTimeout, "nobody connects");
  if (ready > 0) connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  return connection >= 0 ? Status::success() : failed("cannot be accepted");
}

}  // namespace ocellus::update
