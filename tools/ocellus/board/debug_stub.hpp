// QEMU's stub for debuggers, as far as it takes to stop a processor's work: the remote protocol of
// gdb ("$packet#sum", each acknowledged by a plus).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "tools/ocellus/board/channel.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

// "$g#67". The sum is of the characters, in hexadecimal, its last two digits.
std::string debug_packet(std::string_view content);

class DebugStub {
 public:
  // A connected, non-blocking socket. QEMU holds the machine while somebody is connected.
  explicit DebugStub(Descriptor socket) : socket_(std::move(socket)) {}

  // Every processor of a 64-bit Arm machine goes on in one instruction that jumps to itself, and
  // heeds no interrupt. Only a reset ends that. The machine runs afterwards.
  Result<Done> hang_processors(int count, std::chrono::milliseconds patience);

  // One instruction alone, after which QEMU keeps no translation of any code. The machine runs
  // afterwards.
  Result<Done> forget_translations(std::chrono::milliseconds patience);

 private:
  // What the stub answers. Fails on "Enn", on silence and where it is gone.
  Result<std::string> ask(const std::string& content, Deadline deadline);
  Result<std::string> next_packet(Deadline deadline);
  Result<std::uint64_t> read_register(int number, Deadline deadline);
  Result<Done> hang_processor(int number, Deadline deadline);

  Descriptor socket_;
  std::string buffer_;
};

}  // namespace ocellus::tools::board
