// QEMU's process: in a group of its own, gone when its parent is.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>

#include "tools/ocellus/board/channel.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

class MachineProcess {
 public:
  // `words[0]` is looked up in PATH; what it writes goes into the file `log`. The kernel ends it
  // with the thread that called this.
  static Result<MachineProcess> start(std::span<const std::string> words, const std::string& log);

  MachineProcess() = default;
  MachineProcess(MachineProcess&& other) noexcept;
  MachineProcess& operator=(MachineProcess&& other) noexcept;
  ~MachineProcess() { kill_now(); }

  bool running();
  // False when it still runs at the deadline.
  bool wait_for_end(Deadline deadline);
  // SIGKILL: nothing is flushed or said good-bye to.
  void kill_now();

 private:
  pid_t pid_ = -1;  // -1 once it is reaped
  Descriptor ended_;
};

}  // namespace ocellus::tools::board
