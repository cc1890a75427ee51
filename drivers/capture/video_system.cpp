#include "drivers/capture/video_system.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

namespace ocellus::capture {
namespace {

class LinuxVideoSystem final : public VideoSystem {
 public:
  int open(const char* path) override {
    const int device = ::open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    return device >= 0 ? device : -errno;
  }

  void close(int device) override { ::close(device); }

  int request(int device, unsigned long code, void* argument) override {
    // A driver that is interrupted for ever would be waited for for ever.
    constexpr int kTries = 16;
    for (int i = 0; i < kTries; ++i) {
      if (ioctl(device, code, argument) >= 0) return 0;
      if (errno != EINTR) return -errno;
    }
    return -EINTR;
  }

  int map(int device, std::size_t size, std::uint32_t offset,
          std::span<std::uint8_t>& bytes) override {
    void* const start =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, device, static_cast<off_t>(offset));
    if (start == MAP_FAILED) return -errno;
    bytes = {static_cast<std::uint8_t*>(start), size};
    return 0;
  }

  void unmap(std::span<std::uint8_t> bytes) override { munmap(bytes.data(), bytes.size()); }

  int wait(int device, Microseconds limit) override {
    pollfd asked = {.fd = device, .events = POLLIN, .revents = 0};  // poll() ignores -1
    const std::int64_t rest = std::max<std::int64_t>(limit.count(), 0);
    const timespec time = {.tv_sec = static_cast<time_t>(rest / 1000000),
                           .tv_nsec = static_cast<long>(rest % 1000000 * 1000)};
    const int ready = ppoll(&asked, 1, &time, nullptr);
    if (ready >= 0) return ready;
    return errno == EINTR ? 0 : -errno;
  }

  Microseconds now() override {
    timespec time = {};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return std::chrono::seconds(time.tv_sec) + Microseconds(time.tv_nsec / 1000);
  }
};

constinit LinuxVideoSystem g_linux;

}  // namespace

VideoSystem& linux_video_system() { return g_linux; }

}  // namespace ocellus::capture
