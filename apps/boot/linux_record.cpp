#include <errno.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "apps/boot/linux_system.hpp"
#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/file_device.hpp"
#include "drivers/storage/journal.hpp"
#include "platform/linux/data_partition.hpp"

namespace ocellus::boot {
namespace {

using std::chrono::milliseconds;

// A clock that nobody set since the start begins in 1970, or when the image was made.
constexpr time_t kPlausible = 1'767'225'600;  // 2026-01-01

storage::Moment moment(std::uint32_t boot, Instant now) {
  storage::Moment moment = {
      .boot = boot, .since_boot = std::chrono::duration_cast<milliseconds>(now.time_since_epoch())};
  timespec wall = {};
  if (clock_gettime(CLOCK_REALTIME, &wall) == 0 && wall.tv_sec >= kPlausible) {
    moment.wall = std::chrono::sys_time<milliseconds>(
        milliseconds(std::int64_t{wall.tv_sec} * 1000 + wall.tv_nsec / 1'000'000));
  }
  return moment;
}

Code append(const char* device, SystemRecord kind, std::string_view text, Instant now) {
  if (!platform::holds_our_data(device)) return Code::kNotFound;
  storage::FileDevice medium;
  using Access = storage::FileDevice::Access;
  if (const Status status = medium.open(device, Access::kReadAndWrite); !status.ok()) {
    return status.code;
  }
  storage::DataLayout layout;
  if (const Status status = storage::layout_of(medium.size(), layout); !status.ok()) {
    return status.code;
  }
  const std::uint32_t boots = storage::boot_count(medium, layout);
  storage::Journal log(medium, layout.system);
  const std::uint32_t boot = kind == SystemRecord::kBoot ? boots + 1 : boots;
  return log.append(moment(boot, now), text).code;
}

const char* reason(Code code) {
  switch (code) {
    case Code::kNotFound:
      return "there is no such data partition";
    case Code::kReadOnly:
      return "takes no writes; what happens is not written down";
    case Code::kTooLarge:
      return "has less than the 4 MiB of a data partition";
    case Code::kDisconnected:
      return "is gone";
    default:
      return "fails; what happens is not written down";
  }
}

}  // namespace

// A medium that does not answer keeps its caller in the kernel; so a child writes.
Status LinuxSystem::record(const char* device, SystemRecord kind, std::string_view text,
                           Duration patience) {
  constexpr Duration kLook = milliseconds(1);
  const Instant deadline = now() + patience;
  const pid_t child = fork();
  if (child < 0) return Status::failure(Code::kIo, "no process for it", 0, errno);
  if (child == 0) _exit(static_cast<int>(append(device, kind, text, now())));
  int end = 0;
  while (waitpid(child, &end, WNOHANG) == 0) {
    if (now() >= deadline) {
      return Status::failure(Code::kTimeout, "does not answer; it is left alone");
    }
    pause(kLook);
  }
  const Code code = WIFEXITED(end) ? static_cast<Code>(WEXITSTATUS(end)) : Code::kIo;
  return code == Code::kOk ? Status::success() : Status::failure(code, reason(code));
}

}  // namespace ocellus::boot
