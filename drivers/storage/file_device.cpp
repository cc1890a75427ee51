#include "drivers/storage/file_device.hpp"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ocellus::storage {
namespace {

Code code_of(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return Code::kNotFound;
    case EROFS:
    case EACCES:
    case EPERM:
    case EBADF:
      return Code::kReadOnly;
    case ENOSPC:
    case EDQUOT:
      return Code::kNoSpace;
    case ENODEV:
    case ENXIO:
    case ENOMEDIUM:
      return Code::kDisconnected;
    default:
      return Code::kIo;
  }
}

Status refused(const char* what, std::uint64_t at, int error) {
  return Status::failure(code_of(error), what, at, error);
}

// A file's bytes, or a block device's.
Status size_of(int descriptor, std::uint64_t& size) {
  struct stat facts = {};
  if (fstat(descriptor, &facts) != 0) return refused("cannot be looked at", 0, errno);
  if (S_ISREG(facts.st_mode)) {
    size = static_cast<std::uint64_t>(facts.st_size);
    return Status::success();
  }
  if (!S_ISBLK(facts.st_mode)) {
    return Status::failure(Code::kUnsupported, "is neither a file nor a block device");
  }
  if (ioctl(descriptor, BLKGETSIZE64, &size) != 0) return refused("has no size", 0, errno);
  return Status::success();
}

// The kernel writes a block device in blocks of the largest size that divides it, up to a page. A
// sector that is appended would take its seven neighbours with it, which hold what was
// acknowledged. Where the kernel does not do it (another program holds the device), they are at
// least written with the same bytes.
void write_single_sectors(int descriptor) {
  int bytes = BlockDevice::kSector;
  static_cast<void>(ioctl(descriptor, BLKBSZSET, &bytes));
}

}  // namespace

Status FileDevice::open(const char* path, Access access, std::uint64_t offset,
                        std::uint64_t length) {
  close();
  writes_ = access == Access::kReadAndWrite;
  descriptor_ = ::open(path, (writes_ ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY);
  if (descriptor_ < 0) return refused("cannot be opened", 0, errno);
  std::uint64_t whole = 0;
  Status status = size_of(descriptor_, whole);
  if (status.ok() && (offset > whole || length > whole - offset)) {
    status = Status::failure(Code::kTruncated, "ends before the range that was asked for", whole);
  }
  if (!status.ok()) {
    close();
    return status;
  }
  if (writes_) write_single_sectors(descriptor_);
  offset_ = offset;
  size_ = (length != 0 ? length : whole - offset) / kSector * kSector;
  return status;
}

void FileDevice::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  size_ = 0;
}

Status FileDevice::read(std::uint64_t offset, std::span<std::byte> into) {
  if (!is_on_medium(size_, offset, into.size())) {
    return Status::failure(Code::kUnsupported, "no such sectors", offset);
  }
  while (!into.empty()) {
    const ssize_t bytes =
        pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset_ + offset));
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) return refused("cannot be read", offset, errno);
    if (bytes == 0) return Status::failure(Code::kIo, "became shorter", offset);
    offset += static_cast<std::uint64_t>(bytes);
    into = into.subspan(static_cast<std::size_t>(bytes));
  }
  return Status::success();
}

Status FileDevice::write(std::uint64_t offset, std::span<const std::byte> from) {
  if (!is_on_medium(size_, offset, from.size())) {
    return Status::failure(Code::kUnsupported, "no such sectors", offset);
  }
  if (!writes_) return Status::failure(Code::kReadOnly, "takes no writes", offset);
  while (!from.empty()) {
    const ssize_t bytes =
        pwrite(descriptor_, from.data(), from.size(), static_cast<off_t>(offset_ + offset));
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) {
      const bool locked = code_of(errno) == Code::kReadOnly;
      return refused(locked ? "takes no writes" : "cannot be written", offset, errno);
    }
    if (bytes == 0) return Status::failure(Code::kNoSpace, "takes no more", offset);
    offset += static_cast<std::uint64_t>(bytes);
    from = from.subspan(static_cast<std::size_t>(bytes));
  }
  return Status::success();
}

Status FileDevice::flush() {
  if (descriptor_ < 0) return Status::failure(Code::kDisconnected, "is not open");
  while (fdatasync(descriptor_) != 0) {
    if (errno != EINTR) return refused("cannot be made to last", 0, errno);
  }
  return Status::success();
}

void FileDevice::forget() {
  if (descriptor_ < 0) return;
  static_cast<void>(posix_fadvise(descriptor_, static_cast<off_t>(offset_),
                                  static_cast<off_t>(size_), POSIX_FADV_DONTNEED));
}

}  // namespace ocellus::storage
