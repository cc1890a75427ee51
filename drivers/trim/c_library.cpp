// The C library speaks languages, looks up hosts and writes wide characters. No program for a board
// asks it to, but its parts name each other, and a static program carries them all: 140 KiB. Here
// are the names that lead there and are called even so; they do what the library does in a program
// that calls neither setlocale() nor a function for wide characters or hosts. Those that are not
// called are in left_out.S.
//
// All are weak: where another version of the library brings its own after all, the program is
// larger, and as right as ever.
#include <unistd.h>

#include <cstdlib>
#include <cstring>

extern "C" {

// Without setlocale() there are no translations: a message is what it is.
[[gnu::weak]] char* __dcgettext(const char*, const char* message, int) {
  return const_cast<char*>(message);
}

// A check in the library failed, of memory or of locks: says which and ends the program.
[[gnu::weak, noreturn]] void __assert_fail(const char* assertion, const char*, unsigned,
                                           const char*) noexcept {
  [[maybe_unused]] ssize_t written = write(STDERR_FILENO, assertion, std::strlen(assertion));
  written = write(STDERR_FILENO, ": assertion failed\n", 19);
  std::abort();
}
[[gnu::weak, noreturn]] void __assert_perror_fail(int, const char* file, unsigned line,
                                                  const char* function) noexcept {
  __assert_fail("a call without an error", file, line, function);
}

// Complains of the resolver's settings, which nobody reads.
[[gnu::weak]] int __fxprintf(void*, const char*, ...) { return 0; }

// A thread ends that has looked up no host.
[[gnu::weak]] void __res_thread_freeres() {}

// Of tables of character sets and of translations, neither of which changes.
[[gnu::weak]] int __gconv_lock;
[[gnu::weak]] int _nl_msg_cat_cntr;
}
