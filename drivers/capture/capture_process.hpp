// A program that runs under this one, started again and again, with a socket to it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "drivers/capture/process_starter.hpp"
#include "drivers/capture/remote_starter.hpp"
#include "runtime/status.hpp"

namespace ocellus::capture {

class HelperProcess {
 public:
  HelperProcess() = default;
  ~HelperProcess();
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;

  // `starter`: one that has begun, and outlives this; kNotFound where it has not. nullptr: one of
  // its own is begun, for `program`. Fails as ProcessStarter::begin().
  Status prepare(std::string_view program, RemoteStarter* starter = nullptr);

  // Starts it with one end of a SOCK_SEQPACKET pair as descriptor 3 (kRemoteSocket), where `first`
  // waits for it. Only when ended(). Fails as RemoteStarter::start(). Does not allocate.
  Status start(std::span<const std::uint8_t> first);

  // This program's end; -1 when it was not started or was told to end.
  int socket() const { return socket_; }

  // Kills it and closes the socket; waits for nothing. A process that the kernel holds in a
  // device's driver ends when that lets go: ended() tells.
  void end();
  bool ended();

  // Of one whose end of the socket is closed: what its end was, for people. Waits for that a tenth
  // of a second at the most.
  const char* tell_end();

 private:
  ProcessStarter own_;
  RemoteStarter* starter_ = nullptr;
  int socket_ = -1;
  bool started_ = false;  // and not known to have ended
};

}  // namespace ocellus::capture
