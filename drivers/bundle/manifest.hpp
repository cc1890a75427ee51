// What a bundle says of itself: its first 512 bytes, little-endian. README.md has every bit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "drivers/bundle/public_key.hpp"
#include "drivers/bundle/version.hpp"
#include "runtime/status.hpp"

namespace ocellus::bundle {

inline constexpr std::size_t kHeaderBytes = 512;
inline constexpr std::size_t kSignatureBytes = 64;
inline constexpr std::size_t kSignedBytes = kHeaderBytes - kSignatureBytes;

using Header = std::array<std::byte, kHeaderBytes>;
using Hash = std::array<std::byte, 64>;  // SHA-512

struct Manifest {
  std::array<char, 32> board = {};  // as platform/boards.hpp names it, then zeros; see board_name
  Version version;                  // of the system inside
  Version replaces_from;            // the oldest system that it may replace
  bool downgrade = false;           // it may replace a newer system
  std::uint64_t payload_bytes = 0;  // of the slot's image that follow the header; whole sectors
  std::uint64_t slot_bytes = 0;     // the slot's image with the zeros that were left out behind it
  Hash payload_hash = {};

  std::string_view board_name() const {
    const std::string_view all(board.data(), board.size());
    return all.substr(0, all.find('\0'));
  }
};

// A header without a signature, for `signer` to sign its first kSignedBytes.
void store_manifest(const Manifest& manifest, const PublicKey& signer, Header& header);

// Whether the bytes are a bundle's header that `key` has signed, and what it says.
// kCorrupt: no bundle, or changed since it was signed. kUnsupported: of a newer format, or signed
// with another key. `manifest` is only touched on success: nothing unsigned is ever looked at.
Status verify_header(std::span<const std::byte, kHeaderBytes> header, const PublicKey& key,
                     Manifest& manifest);

// Whose signature the header claims to bear. kCorrupt, kUnsupported, as above. For `ocellus verify`
// without a key: a device trusts only the key in its image.
Status claimed_signer(std::span<const std::byte, kHeaderBytes> header, PublicKey& signer);

}  // namespace ocellus::bundle
