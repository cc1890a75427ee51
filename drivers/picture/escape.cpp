#include "drivers/picture/escape.hpp"

namespace ocellus::picture {

bool Escape::attempt(void (*step)(void* state), void* state) {
  // No local changes after this line, so nothing is lost by the jump.
  if (setjmp(landing_) != 0) return false;
  step(state);
  return true;
}

void Escape::leave() { std::longjmp(landing_, 1); }

}  // namespace ocellus::picture
