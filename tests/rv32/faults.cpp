// Does on a bare machine what must not be done; the first byte of stdin chooses what.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "platform/rv32/semihosting.hpp"

namespace {

using ocellus::platform::semihosting::File;

[[gnu::noinline]] std::uint32_t never_ends(std::uint32_t depth) {
  volatile std::byte frame[512] = {};
  frame[depth % sizeof frame] = std::byte{1};
  return never_ends(depth + 1) + static_cast<std::uint32_t>(frame[0]);
}

}  // namespace

int main() {
  std::byte wanted = {};
  const File input = File::open_for_reading("/dev/stdin");
  if (!input.read(std::span(&wanted, 1))) return 0;
  switch (static_cast<char>(wanted)) {
    case 'l':  // behind the memory
      return *reinterpret_cast<volatile std::int32_t*>(0x90000000);
    case 's':  // into the guard below the stack
      return static_cast<int>(never_ends(0));
    case '7':
      return 7;
    case 'o':  // a request of ocellus infer: accepted, and then
      if (!File::open_for_writing("/dev/stdout").write(std::array<std::byte, 4>{})) return 1;
      [[fallthrough]];
    default:
      asm volatile(".4byte 0xffffffff");
  }
  return 0;
}
