#include "apps/bench/page.hpp"

#include <unistd.h>

#include <cstdarg>
#include <cstdio>

#include "platform/linux/write_all.hpp"

namespace ocellus::bench {

Page& Page::print(const char* pattern, ...) {
  std::va_list values;
  va_start(values, pattern);
  const std::size_t room = text_.size() - size_;
  const int length = std::vsnprintf(text_.data() + size_, room, pattern, values);
  va_end(values);
  if (length < 0 || static_cast<std::size_t>(length) >= room) {
    whole_ = false;
  } else {
    size_ += static_cast<std::size_t>(length);
  }
  return *this;
}

Page& Page::quoted(std::string_view text) {
  print("\"");
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      print("\\%c", c);
    } else {
      print("%c", c < ' ' ? ' ' : c);
    }
  }
  return print("\"");
}

bool Page::write_out() {
  const bool done = platform::write_all(STDOUT_FILENO, {text_.data(), size_}).ok() && whole_;
  size_ = 0;
  whole_ = true;
  return done;
}

void complain(std::string_view where, const char* what) {
  std::array<char, 512> line;
  const int length = std::snprintf(line.data(), line.size(), "bench: %.*s: %s\n",
                                   static_cast<int>(where.size()), where.data(), what);
  const auto size = static_cast<std::size_t>(length < 0 ? 0 : length);
  static_cast<void>(
      platform::write_all(STDERR_FILENO, {line.data(), size < line.size() ? size : 511}));
}

}  // namespace ocellus::bench
