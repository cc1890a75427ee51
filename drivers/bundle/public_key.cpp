#include "drivers/bundle/public_key.hpp"

namespace ocellus::bundle {
namespace {

// 16 where it is no digit.
constexpr unsigned digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return 16;
}

}  // namespace

std::optional<std::array<std::byte, 32>> parse_hex(std::string_view digits) {
  std::array<std::byte, 32> bytes = {};
  if (digits.size() != 2 * bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned high = digit_of(digits[2 * i]);
    const unsigned low = digit_of(digits[2 * i + 1]);
    if (high > 15 || low > 15) return std::nullopt;
    bytes[i] = static_cast<std::byte>(high << 4 | low);
  }
  return bytes;
}

std::optional<PublicKey> parse_public_key(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (!text.starts_with(kPublicKeyWord)) return std::nullopt;
  text.remove_prefix(kPublicKeyWord.size());
  if (!text.starts_with(' ')) return std::nullopt;
  return parse_hex(text.substr(1));
}

}  // namespace ocellus::bundle
