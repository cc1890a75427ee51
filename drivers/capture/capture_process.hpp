// A program that runs under this one, started again and again, with a socket to it.
#pragma once

#include <spawn.h>
#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/status.hpp"

namespace ocellus::capture {

// All of it on one thread: the kernel kills the helper when the thread that started it ends.
class HelperProcess {
 public:
  static constexpr std::size_t kPathRoom = 256;

  HelperProcess() = default;
  ~HelperProcess();
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;

  // Sets aside what start() needs; allocates. A path with a slash, or a name, which means a program
  // beside the file of this one. kUnsupported: too long; kIo: no descriptors.
  Status prepare(std::string_view program);

  // Starts it with one end of a SOCK_SEQPACKET pair as descriptor 3 (kRemoteSocket), where `first`
  // waits for it, stdout where stderr goes, and all signals as usual. Only when ended(). kNotFound:
  // no such program; kIo: no process for it.
  Status start(std::span<const std::uint8_t> first);

  // This program's end; -1 when it was not started or was told to end.
  int socket() const { return socket_; }
  pid_t process() const { return process_; }

  // Kills it and closes the socket; waits for nothing. A process that the kernel holds in a
  // device's driver ends when that lets go: ended() tells.
  void end();
  bool ended();

 private:
  std::array<char, kPathRoom> path_ = {};
  posix_spawn_file_actions_t actions_ = {};
  bool prepared_ = false;
  int nothing_ = -1;    // /dev/null
  int passed_on_ = -1;  // the number that becomes descriptor 3; /dev/null between two starts
  int socket_ = -1;
  pid_t process_ = -1;
};

}  // namespace ocellus::capture
