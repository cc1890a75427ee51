#include "platform/linux/write_all.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace ocellus::platform {

Status write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd ready = {descriptor, POLLOUT, 0};
      poll(&ready, 1, 1000);
    } else if (errno != EINTR) {
      const Code code = errno == ENOSPC ? Code::kNoSpace : Code::kIo;
      return Status::failure(code, "cannot write", 0, errno);
    }
  }
  return Status::success();
}

}  // namespace ocellus::platform
