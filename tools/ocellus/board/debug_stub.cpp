#include "tools/ocellus/board/debug_stub.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

#include "tools/ocellus/format.hpp"

namespace ocellus::tools::board {
namespace {

// Numbers of registers as the stub describes them (aarch64-core.xml).
constexpr int kProgramCounter = 0x20;
constexpr int kState = 0x21;                    // PSTATE, 32 bits of it
constexpr std::uint64_t kNoInterrupts = 0x3c0;  // its D, A, I and F

constexpr std::string_view kJumpToItself = "00000014";  // b ., as it lies in memory

Failure failure(std::string_view during, const char* what) {
  return {"QEMU's debugger stub, asked " + std::string(during), what, "start the board again"};
}

// Bytes as they lie in memory, the lowest first.
std::string hex_bytes(std::uint64_t value, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += format("%02x", static_cast<unsigned>(value >> (8 * i) & 0xff));
  }
  return text;
}

bool read_hex_bytes(std::string_view text, std::uint64_t& value) {
  if (text.empty() || text.size() > 16 || text.size() % 2 != 0) return false;
  value = 0;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned byte = 0;
    const auto read = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
    if (read.ec != std::errc() || read.ptr != text.data() + i + 2) return false;
    value |= std::uint64_t{byte} << (4 * i);
  }
  return true;
}

}  // namespace

std::string debug_packet(std::string_view content) {
  unsigned sum = 0;
  for (const char c : content) sum += static_cast<unsigned char>(c);
  return "$" + std::string(content) + format("#%02x", sum & 0xff);
}

Result<std::string> DebugStub::next_packet(Deadline deadline) {
  for (;;) {
    const std::size_t begin = buffer_.find('$');
    const std::size_t end = begin == std::string::npos ? begin : buffer_.find('#', begin);
    if (end != std::string::npos && buffer_.size() >= end + 3) {
      std::string content = buffer_.substr(begin + 1, end - begin - 1);
      buffer_.erase(0, end + 3);
      return content;
    }
    if (!wait_readable(socket_, deadline)) return failure("something", "does not answer in time");
    std::array<char, 4096> room;
    const ssize_t bytes = read(socket_.number(), room.data(), room.size());
    if (bytes < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (bytes <= 0) return failure("something", "is gone");
    buffer_.append(room.data(), static_cast<std::size_t>(bytes));
  }
}

Result<std::string> DebugStub::ask(const std::string& content, Deadline deadline) {
  const std::string packet = debug_packet(content);
  for (std::size_t at = 0; at < packet.size();) {
    if (!wait_writable(socket_, deadline)) return failure(content, "takes nothing");
    const ssize_t bytes =
        send(socket_.number(), packet.data() + at, packet.size() - at, MSG_NOSIGNAL);
    if (bytes < 0 && errno != EAGAIN && errno != EINTR) return failure(content, "is gone");
    if (bytes > 0) at += static_cast<std::size_t>(bytes);
  }
  auto answer = next_packet(deadline);
  if (!answer.ok()) return answer;
  static_cast<void>(send(socket_.number(), "+", 1, MSG_NOSIGNAL));
  if (answer.value().size() == 3 && answer.value()[0] == 'E') return failure(content, "refuses");
  return answer;
}

Result<std::uint64_t> DebugStub::read_register(int number, Deadline deadline) {
  const std::string question = format("p%x", static_cast<unsigned>(number));
  const auto answer = ask(question, deadline);
  if (!answer.ok()) return answer.failure();
  std::uint64_t value = 0;
  if (!read_hex_bytes(answer.value(), value)) return failure(question, "knows no such register");
  return value;
}

Result<Done> DebugStub::hang_processor(int number, Deadline deadline) {
  if (const auto chosen = ask(format("Hg%x", static_cast<unsigned>(number)), deadline);
      !chosen.ok()) {
    return chosen.failure();
  }
  const auto place = read_register(kProgramCounter, deadline);
  if (!place.ok()) return place.failure();
  const auto state = read_register(kState, deadline);
  if (!state.ok()) return state.failure();
  const auto address = static_cast<unsigned long long>(place.value());
  for (const std::string& order : {format("M%llx,4:", address) + std::string(kJumpToItself),
                                   format("P%x=", static_cast<unsigned>(kState)) +
                                       hex_bytes(state.value() | kNoInterrupts, 4)}) {
    const auto answer = ask(order, deadline);
    if (!answer.ok()) return answer.failure();
    if (answer.value() != "OK") return failure(order, "does not do so");
  }
  return Done{};
}

Result<Done> DebugStub::hang_processors(int count, std::chrono::milliseconds patience) {
  const Deadline deadline = after(patience);
  // It knows single registers only for whom has read what they are.
  const auto description = ask("qXfer:features:read:target.xml:0,ffb", deadline);
  if (!description.ok()) return description.failure();
  for (int number = 1; number <= count; ++number) {
    if (const auto hung = hang_processor(number, deadline); !hung.ok()) return hung;
  }
  const auto left = ask("D", deadline);
  if (!left.ok()) return left.failure();
  return Done{};
}

Result<Done> DebugStub::forget_translations(std::chrono::milliseconds patience) {
  const Deadline deadline = after(patience);
  for (const char* order : {"s", "D"}) {
    const auto answer = ask(order, deadline);
    if (!answer.ok()) return answer.failure();
  }
  return Done{};
}

}  // namespace ocellus::tools::board
