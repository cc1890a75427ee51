// The way out of a C library that must not return from its error handler.
//
// libjpeg and libpng expect the error handler to jump. Both jumps and the landing stand in
// escape.cpp; nothing that is jumped over may own anything (no destructors, no locks).
#pragma once

#include <csetjmp>

namespace ocellus::picture {

class Escape {
 public:
  // Runs step(state). True when it returned, false when it left through leave().
  bool attempt(void (*step)(void* state), void* state);

  // Only while attempt() is running.
  [[noreturn]] void leave();

 private:
  std::jmp_buf landing_;
};

}  // namespace ocellus::picture
