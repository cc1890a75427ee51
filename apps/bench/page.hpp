// Text for stdout, gathered in a fixed buffer and written by write(2): nothing here allocates.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace ocellus::bench {

class Page {
 public:
  [[gnu::format(printf, 2, 3)]] Page& print(const char* pattern, ...);
  // As a JSON string, with its quotes.
  Page& quoted(std::string_view text);

  // Writes what was printed and forgets it; false when stdout takes no more, or some of it did not
  // fit.
  [[nodiscard]] bool write_out();

 private:
  std::array<char, std::size_t{64} << 10> text_;
  std::size_t size_ = 0;
  bool whole_ = true;
};

// One line on stderr: "bench: WHERE: WHAT".
void complain(std::string_view where, const char* what);

}  // namespace ocellus::bench
