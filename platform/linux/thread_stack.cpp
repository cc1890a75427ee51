#include "platform/linux/thread_stack.hpp"

#include <signal.h>
#include <sys/mman.h>

namespace ocellus::platform {

Status start_thread(pthread_t& thread, std::span<std::byte> guard, std::span<std::byte> stack,
                    void* (*work)(void*), void* argument) {
  sigset_t every;
  sigset_t before;
  sigfillset(&every);
  pthread_sigmask(SIG_SETMASK, &every, &before);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  const bool made = mprotect(guard.data(), guard.size(), PROT_NONE) == 0 &&
                    pthread_attr_setstack(&attributes, stack.data(), stack.size()) == 0 &&
                    pthread_create(&thread, &attributes, work, argument) == 0;
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return made ? Status::success() : Status::failure(Code::kIo, "the system gives no more threads");
}

void release_guard(std::span<std::byte> guard) {
  mprotect(guard.data(), guard.size(), PROT_READ | PROT_WRITE);
}

}  // namespace ocellus::platform
