#include "apps/boot/linux_slots.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <type_traits>

#include "apps/boot/first_child.hpp"
#include "apps/boot/slot_change.hpp"
#include "drivers/storage/file_device.hpp"
#include "platform/linux/data_partition.hpp"
#include "platform/linux/firmware_slots.hpp"

namespace ocellus::boot {
namespace {

using slots::SlotState;

Code change_on_medium(const char* device, SlotEvent event, slots::Slot running, SlotState& state) {
  if (!platform::holds_our_data(device)) return Code::kNotFound;
  storage::FileDevice medium;
  using Access = storage::FileDevice::Access;
  if (const Status status = medium.open(device, Access::kReadAndWrite); !status.ok()) {
    return status.code;
  }
  return change_slots(medium, event, running, state).code;
}

const char* reason(Code code) {
  switch (code) {
    case Code::kNotFound:
      return "there is no data partition of ours";
    case Code::kReadOnly:
      return "takes no writes";
    case Code::kUnsupported:
      return "is of a newer version, and left alone";
    default:
      return "cannot be read or written";
  }
}

// A medium that does not answer keeps its caller in the kernel; so a child asks it, and tells the
// result through a pipe, which takes all of it at once.
template <typename Answer, typename Work>
Status ask_medium(System& system, Duration patience, Answer& answer, const Work& work) {
  static_assert(std::is_trivially_copyable_v<Answer> && sizeof(Answer) < 4096);
  constexpr Duration kLook = std::chrono::milliseconds(1);
  const Instant deadline = system.now() + patience;
  std::array<int, 2> pipe = {-1, -1};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) {
    return Status::failure(Code::kIo, "no pipe for it", 0, errno);
  }
  const pid_t child = fork_first(system, deadline);
  if (child == 0) {
    Answer result;
    const Code code = work(result);
    const ssize_t told = write(pipe[1], &result, sizeof result);
    _exit(static_cast<int>(told == sizeof result ? code : Code::kIo));
  }
  close(pipe[1]);
  Status status = Status::success();
  int end = 0;
  if (child < 0) status = Status::failure(Code::kIo, "no process for it", 0, errno);
  while (status.ok() && waitpid(child, &end, WNOHANG) == 0) {
    if (system.now() >= deadline) {
      status = Status::failure(Code::kTimeout, "does not answer; it is left alone");
    } else {
      system.pause(kLook);
    }
  }
  if (status.ok()) {
    const Code code = WIFEXITED(end) ? static_cast<Code>(WEXITSTATUS(end)) : Code::kIo;
    if (code != Code::kOk) {
      status = Status::failure(code, reason(code));
    } else if (read(pipe[0], &answer, sizeof answer) != sizeof answer) {
      status = Status::failure(Code::kIo, reason(Code::kIo));
    }
  }
  close(pipe[0]);
  return status;
}

}  // namespace

Status LinuxSlots::change(const char* device, SlotEvent event, slots::Slot running,
                          SlotState& state, Duration patience) {
  return ask_medium(system_, patience, state, [&](SlotState& result) {
    const Code code = change_on_medium(device, event, running, result);
    const bool proved = code == Code::kOk && event == SlotEvent::kHealthy && result.confirmed &&
                        result.slot == running;
    if (proved && platform::is_loader_in_user_space()) {
      // Where that fails, the slot's next start does it.
      platform::FirmwareMedium firmware;
      if (firmware.open(device).ok()) static_cast<void>(firmware.name_as_usual(running).ok());
    }
    return code;
  });
}

Status LinuxSlots::firmware_starts(const char* device, slots::Slot running,
                                   slots::FirmwareStart& start, Duration patience) {
  return ask_medium(system_, patience, start, [&](slots::FirmwareStart& result) {
    if (!platform::holds_our_data(device)) return Code::kNotFound;
    return platform::firmware_starts(device, running, result).code;
  });
}

}  // namespace ocellus::boot
