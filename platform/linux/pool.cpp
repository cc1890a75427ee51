#include "platform/linux/pool.hpp"

#include <errno.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>

#include "platform/linux/first_fit.hpp"
#include "platform/linux/pool_report.hpp"

namespace ocellus::platform::pool {
namespace {

constexpr std::size_t kPage = 4096;

class SpinLock {
 public:
  void lock() {
    while (flag_.test_and_set(std::memory_order_acquire)) {
    }
  }
  void unlock() { flag_.clear(std::memory_order_release); }

 private:
  std::atomic_flag flag_;
};

class Locked {
 public:
  explicit Locked(SpinLock& lock) : lock_(lock) { lock_.lock(); }
  ~Locked() { lock_.unlock(); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  SpinLock& lock_;
};

constinit SpinLock g_lock;
constinit FirstFit g_heap;
constinit bool g_sealed = false;
constinit bool g_aborting = false;
constinit std::uint64_t g_before = 0;
constinit std::uint64_t g_after = 0;

enum class Outcome { kDone, kExhausted, kSealed, kAborting };

Outcome try_allocate(std::size_t bytes, std::size_t alignment, void*& block) {
  const Locked locked(g_lock);
  if (g_aborting) return Outcome::kAborting;
  if (g_sealed) {
    ++g_after;
    g_aborting = true;
    return Outcome::kSealed;
  }
  ++g_before;
  if (!g_heap.started()) g_heap.start(memory());
  block = g_heap.allocate(bytes, alignment);
  return block != nullptr ? Outcome::kDone : Outcome::kExhausted;
}

// `caller`: where the program called malloc or one of its kin.
void* allocate(std::size_t bytes, std::size_t alignment, const void* caller) {
  void* block = nullptr;
  switch (try_allocate(bytes, alignment, block)) {
    case Outcome::kDone:
    case Outcome::kAborting:  // something on the way to abort() allocates; it must do without
      break;
    case Outcome::kSealed:
      report_sealed(bytes, caller);
      std::abort();
    case Outcome::kExhausted:
      report_exhausted(bytes, caller, g_heap.capacity(), g_heap.in_use());
      break;
  }
  if (block == nullptr) errno = ENOMEM;
  return block;
}

void release(void* block) {
  if (block == nullptr) return;
  const Locked locked(g_lock);
  if (g_heap.free(block)) return;
  report_bad_free(block);
  std::abort();
}

void* resize(void* old, std::size_t bytes, const void* caller) {
  if (old == nullptr) return allocate(bytes, FirstFit::kAlignment, caller);
  if (bytes == 0) {
    release(old);
    return nullptr;
  }
  // Always a new block: whether a sealed pool refuses must not depend on what happens to fit.
  void* const block = allocate(bytes, FirstFit::kAlignment, caller);
  if (block == nullptr) return nullptr;
  const std::size_t kept = FirstFit::usable_size(old);
  std::memcpy(block, old, kept < bytes ? kept : bytes);
  release(old);
  return block;
}

void* allocate_array(std::size_t count, std::size_t size, const void* caller) {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  void* const block = allocate(bytes, FirstFit::kAlignment, caller);
  if (block != nullptr) std::memset(block, 0, bytes);
  return block;
}

// operator new has no way to fail without exceptions.
void* allocate_or_abort(std::size_t bytes, std::size_t alignment, const void* caller) {
  void* const block = allocate(bytes, alignment, caller);
  if (block == nullptr) std::abort();
  return block;
}

constexpr bool is_alignment(std::size_t value) { return value != 0 && (value & (value - 1)) == 0; }

}  // namespace

void seal() {
  const Locked locked(g_lock);
  g_sealed = true;
}

Stats stats() {
  const Locked locked(g_lock);
  return {.capacity = memory().size(),
          .in_use = g_heap.in_use(),
          .peak = g_heap.peak(),
          .allocations_before = g_before,
          .allocations_after = g_after};
}

}  // namespace ocellus::platform::pool

// The names that C and C++ programs know. Each must read its own return address.
namespace pool = ocellus::platform::pool;
using ocellus::platform::FirstFit;

extern "C" {

void* malloc(std::size_t bytes) noexcept {
  return pool::allocate(bytes, FirstFit::kAlignment, __builtin_return_address(0));
}

void free(void* block) noexcept { pool::release(block); }

void* calloc(std::size_t count, std::size_t size) noexcept {
  return pool::allocate_array(count, size, __builtin_return_address(0));
}

void* realloc(void* block, std::size_t bytes) noexcept {
  return pool::resize(block, bytes, __builtin_return_address(0));
}

void* reallocarray(void* block, std::size_t count, std::size_t size) noexcept {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return pool::resize(block, bytes, __builtin_return_address(0));
}

void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  if (!pool::is_alignment(alignment)) {
    errno = EINVAL;
    return nullptr;
  }
  return pool::allocate(bytes, alignment, __builtin_return_address(0));
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  if (!pool::is_alignment(alignment)) {
    errno = EINVAL;
    return nullptr;
  }
  return pool::allocate(bytes, alignment, __builtin_return_address(0));
}

int posix_memalign(void** result, std::size_t alignment, std::size_t bytes) noexcept {
  if (!pool::is_alignment(alignment) || alignment < sizeof(void*)) return EINVAL;
  void* const block = pool::allocate(bytes, alignment, __builtin_return_address(0));
  if (block == nullptr) return ENOMEM;
  *result = block;
  return 0;
}

void* valloc(std::size_t bytes) noexcept {
  return pool::allocate(bytes, pool::kPage, __builtin_return_address(0));
}

void* pvalloc(std::size_t bytes) noexcept {
  const std::size_t pages = (bytes + pool::kPage - 1) / pool::kPage;
  return pool::allocate(pages * pool::kPage, pool::kPage, __builtin_return_address(0));
}

std::size_t malloc_usable_size(void* block) noexcept {
  return block == nullptr ? 0 : FirstFit::usable_size(block);
}

}  // extern "C"

void* operator new(std::size_t bytes) {
  return pool::allocate_or_abort(bytes, FirstFit::kAlignment, __builtin_return_address(0));
}

void* operator new[](std::size_t bytes) {
  return pool::allocate_or_abort(bytes, FirstFit::kAlignment, __builtin_return_address(0));
}

void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return pool::allocate_or_abort(bytes, static_cast<std::size_t>(alignment),
                                 __builtin_return_address(0));
}

void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return pool::allocate_or_abort(bytes, static_cast<std::size_t>(alignment),
                                 __builtin_return_address(0));
}

void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return pool::allocate(bytes, FirstFit::kAlignment, __builtin_return_address(0));
}

void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept {
  return pool::allocate(bytes, FirstFit::kAlignment, __builtin_return_address(0));
}

void operator delete(void* block) noexcept { pool::release(block); }
void operator delete[](void* block) noexcept { pool::release(block); }
void operator delete(void* block, std::size_t) noexcept { pool::release(block); }
void operator delete[](void* block, std::size_t) noexcept { pool::release(block); }
void operator delete(void* block, std::align_val_t) noexcept { pool::release(block); }
void operator delete[](void* block, std::align_val_t) noexcept { pool::release(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { pool::release(block); }
void operator delete[](void* block, std::size_t, std::align_val_t) noexcept {
  pool::release(block);
}
