// A process that starts a program for this one, again and again, ends it, and knows whether it has.
// So this one need not be allowed to start any: it may give that up once the starter is there.
//
// Its whole life the starter has one program, and whoever asks cannot name another. It ends with
// this process, and the program with it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>

#include "drivers/capture/remote_starter.hpp"
#include "runtime/status.hpp"

namespace ocellus::capture {

class ProcessStarter final : public RemoteStarter {
 public:
  // How long the starter may take for an answer. It does nothing that waits; one that does not
  // answer, or is gone, ends this process (exit status 1): nobody else may start the program.
  static constexpr int kPatienceMs = 5000;

  ProcessStarter() = default;
  ~ProcessStarter() override { end(); }
  ProcessStarter(const ProcessStarter&) = delete;
  ProcessStarter& operator=(const ProcessStarter&) = delete;

  // Whether there is such a program, as begin() names it.
  static bool is_there(std::string_view program);

  // Forks; while there is one thread, for best. `program`: a path with a slash, or a name, which
  // means a program beside the file of this one. `enter`: what the starter does first, to give up
  // rights. May allocate. kUnsupported: the path is too long; kIo: no process or descriptors.
  Status begin(std::string_view program, void (*enter)() = nullptr);
  bool has_begun() const override { return process_ > 0; }

  // Stdout is where stderr goes, and all signals are as usual.
  Status start(int socket) override;

  void kill_helper() override;
  bool ended() override;
  bool was_forbidden() const override { return was_forbidden_; }

  // The program is killed, and waited for a moment; then the starter.
  void end();

 private:
  enum class Order : std::uint32_t { kStart, kKill, kHasEnded };

  // False when there is no answer.
  bool ask(Order order, int socket, int& answer) const;

  pid_t process_ = -1;
  int socket_ = -1;
  bool was_forbidden_ = false;
};

}  // namespace ocellus::capture
