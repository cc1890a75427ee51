// A program started by this one, with pipes to its stdin, stdout and stderr, and a deadline on
// every transfer: what hangs is noticed.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

class ChildProcess {
 public:
  using Patience = std::chrono::milliseconds;
  enum class Transfer { kDone, kEnded, kTimedOut };

  // `words[0]` is looked up in PATH. This program ignores SIGPIPE from then on: a child that has
  // ended is reported by write().
  static Result<ChildProcess> start(std::span<const std::string> words);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();  // ends the child

  // All of `bytes`; kTimedOut when nothing moves for as long as `patience`.
  Transfer write(std::span<const std::byte> bytes, Patience patience);
  Transfer read(std::span<std::byte> bytes, Patience patience);

  // Ends the child, however far it is, and returns what it wrote to stderr, at most 4 KiB.
  std::string end();

 private:
  ChildProcess() = default;

  pid_t pid_ = -1;
  int input_ = -1;  // our ends
  int output_ = -1;
  int errors_ = -1;
};

}  // namespace ocellus::tools
