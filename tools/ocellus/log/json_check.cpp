#include "tools/ocellus/log/json_check.hpp"

#include <cstddef>
#include <string>

namespace ocellus::tools {
namespace {

class Checker {
 public:
  explicit Checker(std::string_view text) : rest_(text) {}

  bool document() {
    const bool good = value(0);
    space();
    return good && rest_.empty();
  }

 private:
  static constexpr int kDeepest = 64;

  bool value(int depth) {
    space();
    if (depth == kDeepest || rest_.empty()) return false;
    switch (rest_[0]) {
      case '{':
        return members('{', '}', depth);
      case '[':
        return members('[', ']', depth);
      case '"':
        return string();
      default:
        return word("true") || word("false") || word("null") || number();
    }
  }

  bool members(char open, char close, int depth) {
    take(open);
    space();
    if (take(close)) return true;
    do {
      space();
      if (open == '{') {
        if (!string()) return false;
        space();
        if (!take(':')) return false;
      }
      if (!value(depth + 1)) return false;
      space();
    } while (take(','));
    return take(close);
  }

  bool string() {
    if (!take('"')) return false;
    while (!rest_.empty() && rest_[0] != '"') {
      const auto c = static_cast<unsigned char>(next());
      if (c < ' ') return false;
      if (c == '\\' && !escape()) return false;
    }
    return take('"');
  }

  bool escape() {
    if (rest_.empty()) return false;
    const char c = next();
    if (c != 'u') return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    for (int i = 0; i < 4; ++i) {
      if (rest_.empty() || !is_any_of(next(), "0123456789abcdefABCDEF")) return false;
    }
    return true;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      return digits();
    }
    return true;
  }

  bool digits() {
    std::size_t count = 0;
    while (count < rest_.size() && is_any_of(rest_[count], "0123456789")) ++count;
    rest_.remove_prefix(count);
    return count > 0;
  }

  bool word(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  void space() {
    while (!rest_.empty() && is_any_of(rest_[0], " \t\n\r")) rest_.remove_prefix(1);
  }

  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  char next() {
    const char c = rest_[0];
    rest_.remove_prefix(1);
    return c;
  }

  static bool is_any_of(char c, std::string_view set) {
    return set.find(c) != std::string_view::npos;
  }

  std::string_view rest_;
};

}  // namespace

bool is_json(std::string_view text) { return is_utf8(text) && Checker(text).document(); }

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    if (first >= 0x80 && (first < 0xc2 || first > 0xf4)) return false;
    if (more > text.size() - i - 1) return false;
    char32_t code = first & (0xffU >> (more == 0 ? 0 : more + 2));
    for (std::size_t k = 1; k <= more; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + k]);
      if ((byte & 0xc0U) != 0x80) return false;
      code = code << 6 | (byte & 0x3fU);
    }
    const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
    if (overlong || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) return false;
    i += more + 1;
  }
  return true;
}

}  // namespace ocellus::tools
