// Whose bundles a device takes: an Ed25519 public key, as a file of one line:
//
//   ocellus-public-key-1 HEX        64 hexadecimal digits
//
// In an image it is /etc/ocellus.pub. The word in front tells it from the secret key.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace ocellus::bundle {

using PublicKey = std::array<std::byte, 32>;

inline constexpr std::string_view kPublicKeyWord = "ocellus-public-key-1";

// Of the file's text. Nothing where it is not exactly that line, with or without a line end.
std::optional<PublicKey> parse_public_key(std::string_view text);

// 32 bytes of hexadecimal digits, upper or lower case. Nothing where it is anything else.
std::optional<std::array<std::byte, 32>> parse_hex(std::string_view digits);

}  // namespace ocellus::bundle
