// A camera program for tests: starts, and never sees a thing.
#include <unistd.h>

int main() {
  for (;;) pause();
}
