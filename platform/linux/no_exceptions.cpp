// What libstdc++'s headers call where they would throw. Nothing here catches, so it ends the
// program; libstdc++'s own would bring exceptions, their messages in every language and the
// demangler, 130 KiB of them.
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace {

[[noreturn]] void stop(std::string_view line) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
  std::abort();
}

}  // namespace

namespace std {

void __throw_out_of_range_fmt(const char*, ...) { stop("ocellus: a position is out of range\n"); }
void __throw_system_error(int) { stop("ocellus: the system refuses to wait\n"); }

}  // namespace std
