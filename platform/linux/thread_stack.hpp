// A thread on memory of its owner's: nothing is allocated for it, and how much it has stands in the
// program.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <span>

#include "runtime/status.hpp"

namespace ocellus::platform {

inline constexpr std::size_t kLargestPage = std::size_t{64} << 10;  // of any system here

// Starts `work(argument)`, to which no signal is delivered: they are for the thread that was there
// first. Nobody may touch `guard`, which lies below `stack`, from then on: a stack that overflows
// ends the program. Both are whole pages. kIo: the system gives no more threads.
Status start_thread(pthread_t& thread, std::span<std::byte> guard, std::span<std::byte> stack,
                    void* (*work)(void*), void* argument);

// After the thread was joined, where the memory is to be used for something else.
void release_guard(std::span<std::byte> guard);

// Of which the system gives what is touched. Sanitizers keep what they know of a thread there:
// 128 KiB at least.
template <std::size_t kBytes>
class alignas(kLargestPage) ThreadStack {
 public:
  Status start(pthread_t& thread, void* (*work)(void*), void* argument) {
    return start_thread(thread, guard_, bytes_, work, argument);
  }
  void release() { release_guard(guard_); }

 private:
  std::byte guard_[kLargestPage];
  std::byte bytes_[kBytes];
};

}  // namespace ocellus::platform
