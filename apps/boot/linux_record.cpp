#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "apps/boot/first_child.hpp"
#include "apps/boot/linux_system.hpp"
#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/file_device.hpp"
#include "drivers/storage/journal.hpp"
#include "drivers/storage/patient_log.hpp"
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

// The newest line of the log into `pipe`.
void print_last(const char* device, int pipe) {
  if (!platform::holds_our_data(device)) return;
  storage::FileDevice medium;
  using Access = storage::FileDevice::Access;
  storage::DataLayout layout;
  if (!medium.open(device, Access::kRead).ok() || !storage::layout_of(medium.size(), layout).ok()) {
    return;
  }
  std::array<std::byte, 4096> scratch;
  std::array<std::byte, storage::kLongestLine> room;
  storage::PatientLog log(medium, layout.system, scratch);
  storage::Moment moment;
  storage::RecordFacts facts;
  if (!log.newest(moment, facts, room).ok()) return;
  [[maybe_unused]] const ssize_t written =
      write(pipe, room.data(), std::min<std::size_t>(facts.length, room.size()));
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
  const pid_t child = fork_first(*this, deadline);
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

// In a child for the same reason.
void LinuxSystem::last_record(const char* device, std::span<char> room, std::size_t& size,
                              Duration patience) {
  size = 0;
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return;
  const pid_t child = fork_first(*this, now() + patience);
  if (child == 0) {
    print_last(device, ends[1]);
    _exit(0);
  }
  close(ends[1]);
  // Its end closes the pipe; what was written before then is read.
  pollfd ready = {ends[0], POLLIN, 0};
  const auto left = std::chrono::duration_cast<milliseconds>(patience);
  if (child > 0 && poll(&ready, 1, static_cast<int>(left.count())) > 0) {
    const ssize_t bytes = read(ends[0], room.data(), room.size());
    if (bytes > 0) size = static_cast<std::size_t>(bytes);
  }
  close(ends[0]);
  if (child > 0) waitpid(child, nullptr, WNOHANG);  // one that hangs is reaped when it ends
}

}  // namespace ocellus::boot
