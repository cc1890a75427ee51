#include "tools/ocellus/flash/medium.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tools/ocellus/format.hpp"

namespace ocellus::tools {
namespace {

class LinuxMedium : public Medium {
 public:
  LinuxMedium(std::string path, int descriptor, bool direct)
      : path_(std::move(path)), descriptor_(descriptor), direct_(direct) {}
  ~LinuxMedium() override { close(descriptor_); }
  LinuxMedium(const LinuxMedium&) = delete;
  LinuxMedium& operator=(const LinuxMedium&) = delete;

  Result<Done> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t count =
          pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return failure("written to", offset, count < 0 ? errno : EIO);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
    // Otherwise all of the waiting would come at the end, without progress.
    if (!direct_ && fdatasync(descriptor_) != 0) return failure("written to", offset, errno);
    return Done{};
  }

  Result<Done> finish_writing() override {
    if (fsync(descriptor_) != 0) return failure("written to", 0, errno);
    ioctl(descriptor_, BLKFLSBUF, 0);  // a file has no such call
    posix_fadvise(descriptor_, 0, 0, POSIX_FADV_DONTNEED);
    return Done{};
  }

  Result<Done> read(std::uint64_t offset, std::span<std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t count =
          pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return failure("read back", offset, count < 0 ? errno : EIO);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
    return Done{};
  }

  void announce() override { ioctl(descriptor_, BLKRRPART, 0); }

 private:
  Failure failure(const char* verb, std::uint64_t offset, int error) const {
    return {path_,
            format("cannot be %s at %.1f MiB: %s", verb, static_cast<double>(offset) / (1 << 20),
                   std::strerror(error)),
            "plug the card in again, or take another one"};
  }

  std::string path_;
  int descriptor_;
  bool direct_;
};

}  // namespace

Result<std::unique_ptr<Medium>> open_medium(const std::string& path) {
  struct stat facts = {};
  const bool disk = stat(path.c_str(), &facts) == 0 && S_ISBLK(facts.st_mode);
  const int flags = O_RDWR | O_CLOEXEC | (disk ? O_EXCL : 0);  // in use: EBUSY
  bool direct = true;
  int descriptor = open(path.c_str(), flags | O_DIRECT);
  if (descriptor < 0 && errno == EINVAL) {
    direct = false;
    descriptor = open(path.c_str(), flags);
  }
  if (descriptor < 0) {
    const int error = errno;
    const char* remedy = error == EBUSY                      ? "end what uses it"
                         : error == EACCES || error == EPERM ? "run it with sudo"
                                                             : "check the path";
    return Failure{path, std::string("cannot be opened: ") + std::strerror(error), remedy};
  }
  return std::unique_ptr<Medium>(std::make_unique<LinuxMedium>(path, descriptor, direct));
}

}  // namespace ocellus::tools
