// The memory functions of bare programs against loops over bytes, at every alignment and small
// size, with the bytes around the target looked at. Exit status 0 when they agree.
#include <array>
#include <cstddef>
#include <cstring>

namespace {

constexpr std::size_t kSize = 48;
using Memory = std::array<unsigned char, kSize>;

Memory numbered() {
  Memory memory;
  for (std::size_t i = 0; i < kSize; ++i) memory[i] = static_cast<unsigned char>(i * 37 + 1);
  return memory;
}

// What the functions should leave.
Memory moved(const Memory& before, std::size_t to, std::size_t from, std::size_t bytes) {
  Memory after = before;
  for (std::size_t i = 0; i < bytes; ++i) after[to + i] = before[from + i];
  return after;
}

bool agree(std::size_t to, std::size_t from, std::size_t bytes) {
  const Memory before = numbered();
  const bool apart = to + bytes <= from || from + bytes <= to;
  Memory memory = before;
  if (memmove(&memory[to], &memory[from], bytes) != &memory[to]) return false;
  if (memory != moved(before, to, from, bytes)) return false;
  if (apart) {
    memory = before;
    if (memcpy(&memory[to], &memory[from], bytes) != &memory[to]) return false;
    if (memory != moved(before, to, from, bytes)) return false;
  }
  memory = before;
  if (memset(&memory[to], 0x5a3, bytes) != &memory[to]) return false;
  for (std::size_t i = 0; i < kSize; ++i) {
    const bool inside = i >= to && i < to + bytes;
    if (memory[i] != (inside ? 0xa3 : before[i])) return false;
  }
  return true;
}

bool compare() {
  Memory first = numbered();
  const Memory second = numbered();
  if (memcmp(first.data(), second.data(), kSize) != 0) return false;
  first[kSize - 1] = 0xff;  // unsigned: larger
  if (memcmp(first.data(), second.data(), kSize) <= 0) return false;
  if (memcmp(second.data(), first.data(), kSize) >= 0) return false;
  return memcmp(first.data(), second.data(), kSize - 1) == 0;
}

}  // namespace

int main() {
  for (std::size_t to = 0; to < 12; ++to) {
    for (std::size_t from = 0; from < 24; ++from) {
      for (std::size_t bytes = 0; bytes <= kSize - 24; ++bytes) {
        if (!agree(to, from, bytes) || !agree(from, to, bytes)) return 1;
      }
    }
  }
  return compare() ? 0 : 2;
}
