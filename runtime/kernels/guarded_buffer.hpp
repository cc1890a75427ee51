// For tests: memory of an exact size, whose every neighbour is watched.
//
// The bytes end at a page that nobody may touch, so that reading or writing past the end is a fault
// in every build; before the first byte lies a pattern that intact() checks, and AddressSanitizer
// refuses both sides.
#pragma once

#include <sanitizer/asan_interface.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>

namespace ocellus::kernels {

class GuardedBuffer {
 public:
  // `alignment` is a power of two up to 4096; with more than 1, up to alignment - 1 bytes lie
  // between the end and the forbidden page. Contents start as 0xA5.
  explicit GuardedBuffer(std::size_t size, std::size_t alignment = 1) : size_(size) {
    const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t padded = (size + alignment - 1) / alignment * alignment;
    const std::size_t body = (padded + page - 1) / page * page + page;
    mapped_bytes_ = body + page;
    void* memory =
        mmap(nullptr, mapped_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
      std::abort();
    }
    mapped_ = static_cast<std::byte*>(memory);
    if (mprotect(mapped_ + body, page, PROT_NONE) != 0) {
      std::abort();
    }
    begin_ = mapped_ + body - padded;
    end_of_body_ = mapped_ + body;
    std::memset(mapped_, kPattern, body);
    ASAN_POISON_MEMORY_REGION(mapped_, static_cast<std::size_t>(begin_ - mapped_));
    ASAN_POISON_MEMORY_REGION(begin_ + size_, padded - size_);
  }
  ~GuardedBuffer() {
    ASAN_UNPOISON_MEMORY_REGION(mapped_, mapped_bytes_);
    munmap(mapped_, mapped_bytes_);
  }
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;

  std::byte* bytes() { return begin_; }
  std::int8_t* values() { return reinterpret_cast<std::int8_t*>(begin_); }
  std::span<std::byte> span() { return {begin_, size_}; }

  // Whether everything around the buffer still holds the pattern.
  [[nodiscard]] bool intact() {
    ASAN_UNPOISON_MEMORY_REGION(mapped_, static_cast<std::size_t>(end_of_body_ - mapped_));
    bool same = true;
    for (const std::byte* p = mapped_; p < end_of_body_; ++p) {
      const bool inside = p >= begin_ && p < begin_ + size_;
      same = same && (inside || *p == std::byte{kPattern});
    }
    return same;
  }

 private:
  static constexpr unsigned char kPattern = 0xA5;

  std::byte* mapped_ = nullptr;
  std::size_t mapped_bytes_ = 0;
  std::byte* begin_ = nullptr;
  std::byte* end_of_body_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace ocellus::kernels
