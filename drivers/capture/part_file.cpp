#include "drivers/capture/part_file.hpp"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cstring>
#include <string_view>

namespace ocellus::capture {
namespace {

constexpr std::string_view kSuffix = ".part";

Status failure_to_write(std::uint64_t at) {
  const int error = errno;
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    return Status::failure(Code::kNoSpace, "there is no room left to write the file", at, error);
  }
  return Status::failure(Code::kIo, "the file cannot be written", at, error);
}

}  // namespace

Status PartFile::create(const char* path) {
  abandon();
  const std::size_t length = std::strlen(path);
  if (length + kSuffix.size() + 1 > kMaximumPath) {
    return Status::failure(Code::kTooLarge, "the path is too long");
  }
  std::memcpy(path_.data(), path, length + 1);
  std::memcpy(part_.data(), path, length);
  std::memcpy(part_.data() + length, kSuffix.data(), kSuffix.size());
  part_[length + kSuffix.size()] = '\0';
  size_ = 0;
  descriptor_ = open(part_.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ >= 0) return Status::success();
  if (errno == ENOENT || errno == ENOTDIR) {
    return Status::failure(Code::kNotFound, "there is no folder to write the file into", 0, errno);
  }
  return failure_to_write(0);
}

Status PartFile::append(std::span<const std::uint8_t> bytes) {
  const Status status = write_at(size_, bytes);
  if (status.ok()) size_ += bytes.size();
  return status;
}

Status PartFile::write_at(std::uint64_t offset, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure_to_write(offset);
    offset += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return Status::success();
}

Status PartFile::commit() {
  // Without this a power cut soon after could leave the name on an empty file.
  if (fsync(descriptor_) != 0 || rename(part_.data(), path_.data()) != 0) {
    const Status status = failure_to_write(size_);
    abandon();
    return status;
  }
  close(descriptor_);
  descriptor_ = -1;
  return Status::success();
}

void PartFile::abandon() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  descriptor_ = -1;
  unlink(part_.data());
}

}  // namespace ocellus::capture
