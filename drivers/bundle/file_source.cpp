#include "drivers/bundle/file_source.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ocellus::bundle {

Status FileSource::open(const char* path) {
  close();
  // Without O_NONBLOCK, opening a pipe that somebody left on a stick would wait for ever.
  descriptor_ = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor_ < 0) {
    const Code code = errno == ENOENT || errno == ENOTDIR ? Code::kNotFound : Code::kIo;
    return Status::failure(code, "cannot be opened", 0, errno);
  }
  struct stat facts = {};
  if (fstat(descriptor_, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    close();
    return Status::failure(Code::kUnsupported, "is not a regular file");
  }
  return Status::success();
}

void FileSource::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  at_ = 0;
}

Status FileSource::read(std::span<std::byte> into, std::size_t& count) {
  count = 0;
  while (true) {
    const ssize_t bytes = pread(descriptor_, into.data(), into.size(), static_cast<off_t>(at_));
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) return Status::failure(Code::kIo, "cannot be read", at_, errno);
    count = static_cast<std::size_t>(bytes);
    at_ += count;
    return Status::success();
  }
}

Status FileSource::rewind() {
  at_ = 0;
  return Status::success();
}

}  // namespace ocellus::bundle
