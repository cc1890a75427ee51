#include "tools/ocellus/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace ocellus::tools {
namespace {

// An open file that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool open() const { return number_ >= 0; }

 private:
  int number_;
};

std::string reason(int error) { return std::strerror(error); }

Failure cannot_write(const std::string& path, int error) {
  if (error == ENOSPC || error == EDQUOT) {
    return {path, "the disk is full", "free some space and run it again"};
  }
  return {path, "cannot be written: " + reason(error), "check the folder and its permissions"};
}

// 0, or an errno value.
int write_all(int file, std::span<const std::byte> bytes) {
  // Linux writes at most this much at once.
  constexpr std::size_t kMost = std::size_t{1} << 30;
  while (!bytes.empty()) {
    const ssize_t count = write(file, bytes.data(), std::min(bytes.size(), kMost));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return fsync(file) == 0 ? 0 : errno;
}

}  // namespace

Result<std::vector<std::byte>> read_file(const std::string& path, std::size_t limit) {
  // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.open()) {
    return Failure{path, "cannot be opened: " + reason(errno), "check the path"};
  }
  struct stat facts = {};
  if (fstat(file.number(), &facts) != 0) return Failure{path, reason(errno), "check the path"};
  if (!S_ISREG(facts.st_mode)) return Failure{path, "is not a regular file", "check the path"};
  const auto size = static_cast<std::size_t>(facts.st_size);
  if (size > limit) {
    return Failure{path, "has " + std::to_string(size) + " bytes, more than the " +
                             std::to_string(limit) + " that are accepted"};
  }
  std::vector<std::byte> bytes(size);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = read(file.number(), bytes.data() + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failure{path, "cannot be read: " + reason(errno), "check the disk"};
    if (count == 0) return Failure{path, "became shorter while it was read", "run it again"};
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

Result<std::string> read_text(const std::string& path, std::size_t limit) {
  const Result<std::vector<std::byte>> bytes = read_file(path, limit);
  if (!bytes.ok()) return bytes.failure();
  return std::string(reinterpret_cast<const char*>(bytes.value().data()), bytes.value().size());
}

Result<Done> write_file(const std::string& path, std::span<const std::byte> bytes) {
  struct stat facts = {};
  if (stat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode)) {
    return Failure{path, "is there and is not a regular file", "choose another name"};
  }
  const std::string part = path + ".part";
  int error = 0;
  {
    const Descriptor file(open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (!file.open()) return cannot_write(path, errno);
    error = write_all(file.number(), bytes);
  }
  if (error == 0 && std::rename(part.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    unlink(part.c_str());
    return cannot_write(path, error);
  }
  return Done{};
}

}  // namespace ocellus::tools
