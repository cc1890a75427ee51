// The four functions that a compiler calls unasked, for a machine without a C library. Words where
// both ends of a copy are aligned, bytes elsewhere; compiled so that no loop here is turned back
// into a call of the very function that it is in.
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace {

// Whatever lies there, four bytes of it.
using Word [[gnu::may_alias]] = std::uint32_t;

std::uintptr_t address(const void* pointer) { return reinterpret_cast<std::uintptr_t>(pointer); }

// From the first byte to the last: right as well where `from` lies inside of what is written.
void copy_upwards(unsigned char* to, const unsigned char* from, std::size_t bytes) {
  if (((address(to) | address(from)) & 3) == 0) {
    for (; bytes >= 4; bytes -= 4, to += 4, from += 4) {
      *reinterpret_cast<Word*>(to) = *reinterpret_cast<const Word*>(from);
    }
  }
  while (bytes-- > 0) *to++ = *from++;
}

}  // namespace

extern "C" void* memcpy(void* __restrict to, const void* __restrict from, std::size_t bytes) {
  copy_upwards(static_cast<unsigned char*>(to), static_cast<const unsigned char*>(from), bytes);
  return to;
}

extern "C" void* memmove(void* to, const void* from, std::size_t bytes) {
  auto* const out = static_cast<unsigned char*>(to);
  const auto* const in = static_cast<const unsigned char*>(from);
  if (address(to) - address(from) < bytes) {  // `to` lies inside of what `from` has
    while (bytes-- > 0) out[bytes] = in[bytes];
  } else {
    copy_upwards(out, in, bytes);
  }
  return to;
}

extern "C" void* memset(void* to, int value, std::size_t bytes) {
  auto* out = static_cast<unsigned char*>(to);
  const auto byte = static_cast<unsigned char>(value);
  for (; bytes > 0 && (address(out) & 3) != 0; --bytes) *out++ = byte;
  for (; bytes >= 4; bytes -= 4, out += 4) *reinterpret_cast<Word*>(out) = byte * 0x01010101U;
  while (bytes-- > 0) *out++ = byte;
  return to;
}

extern "C" int memcmp(const void* first, const void* second, std::size_t bytes) {
  const auto* a = static_cast<const unsigned char*>(first);
  const auto* b = static_cast<const unsigned char*>(second);
  for (; bytes > 0; --bytes, ++a, ++b) {
    if (*a != *b) return *a - *b;
  }
  return 0;
}
