#include "platform/linux/pool_report.hpp"

#include <unistd.h>

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#include "platform/linux/caller_names.hpp"

namespace ocellus::platform::pool {
namespace {

constexpr std::size_t kMaximumCallers = 16;

// One line for stderr, built where no allocator is needed. What does not fit is left out.
class Line {
 public:
  Line& text(std::string_view part) {
    for (const char c : part) put(c);
    return *this;
  }

  Line& decimal(std::uint64_t value) { return digits(value, 10); }
  Line& hexadecimal(std::uint64_t value) { return text("0x").digits(value, 16); }

  void write_out() {
    characters_[length_++] = '\n';
    // Nothing can be done about a failing stderr here.
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, characters_.data(), length_);
  }

 private:
  void put(char c) {
    if (length_ + 1 < characters_.size()) characters_[length_++] = c;
  }

  Line& digits(std::uint64_t value, unsigned base) {
    std::array<char, 20> reversed;
    std::size_t count = 0;
    do {
      reversed[count++] = "0123456789abcdef"[value % base];
      value /= base;
    } while (value != 0);
    while (count > 0) put(reversed[--count]);
    return *this;
  }

  std::array<char, 2048> characters_;
  std::size_t length_ = 0;
};

// The chain of calls that ends in the allocation, "inner < outer < main".
void name_callers(Line& line, const void* allocated_from) {
  const auto caller = std::bit_cast<std::uintptr_t>(allocated_from);
  const SymbolTable symbols;
  std::array<std::uintptr_t, kMaximumCallers> stack;
  std::size_t count = callers(stack);
  std::size_t first = 0;
  while (first < count && stack[first] != caller) ++first;
  if (first == count) {  // the stack could not be walked that far
    stack[0] = caller;
    first = 0;
    count = 1;
  }
  bool nameless = false;
  for (std::size_t i = first; i < count; ++i) {
    line.text(i == first ? " by " : " < ").hexadecimal(stack[i]);
    // A return address may be the first byte of the next function; the call stands before it.
    const std::string_view name = symbols.name_of(stack[i] - 1);
    if (!name.empty()) line.text(" ").text(name);
    nameless = nameless || name.empty();
    if (name == "main") break;
  }
  if (nameless) line.text("; for names: addr2line -fCe PROGRAM ADDRESS");
}

}  // namespace

void report_sealed(std::size_t bytes, const void* caller) {
  Line line;
  line.text("ocellus: ").decimal(bytes).text(" bytes were asked for after the pool was sealed,");
  name_callers(line, caller);
  line.write_out();
}

void report_exhausted(std::size_t bytes, const void* caller, std::size_t capacity,
                      std::size_t in_use) {
  Line line;
  line.text("ocellus: the pool of ").decimal(capacity).text(" bytes is too small: ");
  line.decimal(bytes).text(" more were asked for while ").decimal(in_use).text(" were in use,");
  name_callers(line, caller);
  line.write_out();
}

void report_bad_free(const void* block) {
  Line line;
  line.text("ocellus: freed what the pool never gave out, or gave out and got back before: ");
  line.hexadecimal(std::bit_cast<std::uintptr_t>(block));
  line.write_out();
}

}  // namespace ocellus::platform::pool
