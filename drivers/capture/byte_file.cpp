#include "drivers/capture/byte_file.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ocellus::capture {

Status ByteFile::open(int directory, const char* path) {
  close();
  // Not blocking: a pipe under that name must be refused, not waited for.
  descriptor_ = openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) {
    return errno == ENOENT || errno == ENOTDIR
               ? Status::failure(Code::kNotFound, "there is no such file", 0, errno)
               : Status::failure(Code::kIo, "the file cannot be opened", 0, errno);
  }
  struct stat facts = {};
  if (fstat(descriptor_, &facts) != 0) {
    const int error = errno;
    close();
    return Status::failure(Code::kIo, "the file cannot be examined", 0, error);
  }
  if (!S_ISREG(facts.st_mode)) {
    close();
    return Status::failure(Code::kUnsupported, "this is not a regular file");
  }
  size_ = static_cast<std::uint64_t>(facts.st_size);
  return Status::success();
}

void ByteFile::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  size_ = 0;
}

Status ByteFile::read_at(std::uint64_t offset, std::span<std::uint8_t> bytes) const {
  if (offset > size_ || bytes.size() > size_ - offset) {
    return Status::failure(Code::kTruncated, "the file ends too soon", size_);
  }
  while (!bytes.empty()) {
    const ssize_t count =
        pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Status::failure(Code::kIo, "the file cannot be read", offset, errno);
    if (count == 0) {
      return Status::failure(Code::kIo, "the file became shorter while it was read", offset);
    }
    offset += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return Status::success();
}

}  // namespace ocellus::capture
