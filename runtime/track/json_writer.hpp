// JSON in a fixed room, by integer arithmetic: the same bytes on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ocellus {

// Appends to the room, and remembers if anything did not fit.
class JsonWriter {
 public:
  explicit JsonWriter(std::span<char> room) : room_(room) {}

  // What was written; empty when anything did not fit.
  std::string_view result() const {
    return overflowed_ ? std::string_view() : std::string_view(room_.data(), used_);
  }

  // As it is: punctuation and what needs no escape.
  void put(char c) {
    if (used_ == room_.size()) {
      overflowed_ = true;
    } else {
      room_[used_++] = c;
    }
  }

  void put(std::string_view text) {
    for (const char c : text) put(c);
  }

  // Between quotes, with escapes; taken to be UTF-8.
  void put_string(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    put('"');
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        put('\\');
        put(c);
      } else if (byte < 0x20) {
        put("\\u00");
        put(kHex[byte >> 4]);
        put(kHex[byte & 15]);
      } else {
        put(c);
      }
    }
    put('"');
  }

  void put_integer(std::int64_t value) {
    if (value < 0) put('-');
    const auto bits = static_cast<std::uint64_t>(value);
    put_digits(value < 0 ? 0 - bits : bits, 1);
  }

  // value / 10^decimals, with exactly that many digits after the point; decimals 0 to 9.
  void put_fixed(std::int64_t value, int decimals) {
    if (value < 0) put('-');
    const auto bits = static_cast<std::uint64_t>(value);
    std::uint64_t unit = 1;
    for (int i = 0; i < decimals; ++i) unit *= 10;
    const std::uint64_t size = value < 0 ? 0 - bits : bits;
    put_digits(size / unit, 1);
    put('.');
    put_digits(size % unit, decimals);
  }

  void put_unsigned(std::uint64_t value) { put_digits(value, 1); }

 private:
  void put_digits(std::uint64_t value, int at_least) {
    char digits[20];
    int count = 0;
    while (value != 0 || count < at_least) {
      digits[count++] = static_cast<char>('0' + value % 10);
      value /= 10;
    }
    while (count > 0) put(digits[--count]);
  }

  std::span<char> room_;
  std::size_t used_ = 0;
  bool overflowed_ = false;
};

}  // namespace ocellus
