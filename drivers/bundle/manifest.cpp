#include "drivers/bundle/manifest.hpp"

#include <sodium/crypto_hash_sha512.h>
#include <sodium/crypto_sign_ed25519.h>

#include <algorithm>

#include "drivers/storage/block_device.hpp"
#include "drivers/storage/little_endian.hpp"

namespace ocellus::bundle {
namespace {

using storage::load;
using storage::store;

constexpr std::uint32_t kMagic = 0x42434f8f;
constexpr std::uint32_t kFormat = 1;
constexpr std::uint32_t kDowngrade = 1;  // bit 0 of the flags
constexpr std::uint32_t kPayloads = 1;
constexpr std::uint32_t kSlotImage = 1;  // a payload's kind

constexpr std::size_t kFormatAt = 4;
constexpr std::size_t kSignerAt = 8;
constexpr std::size_t kBoardAt = 40;
constexpr std::size_t kVersionAt = 72;
constexpr std::size_t kReplacesFromAt = 84;
constexpr std::size_t kFlagsAt = 96;
constexpr std::size_t kPayloadsAt = 100;
constexpr std::size_t kKindAt = 104;
constexpr std::size_t kReservedAt = 108;
constexpr std::size_t kPayloadBytesAt = 112;
constexpr std::size_t kSlotBytesAt = 120;
constexpr std::size_t kHashAt = 128;
constexpr std::size_t kRestAt = 192;

static_assert(kSignatureBytes == crypto_sign_ed25519_BYTES);
static_assert(sizeof(PublicKey) == crypto_sign_ed25519_PUBLICKEYBYTES);
static_assert(sizeof(Hash) == crypto_hash_sha512_BYTES);

const unsigned char* plain(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

void store_version(std::span<std::byte> bytes, std::size_t at, const Version& version) {
  store(bytes, at, version.major);
  store(bytes, at + 4, version.minor);
  store(bytes, at + 8, version.patch);
}

Version load_version(std::span<const std::byte> bytes, std::size_t at) {
  return {.major = load<std::uint32_t>(bytes, at),
          .minor = load<std::uint32_t>(bytes, at + 4),
          .patch = load<std::uint32_t>(bytes, at + 8)};
}

bool all_zero(std::span<const std::byte> bytes) {
  return std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; });
}

// Text, then nothing but zeros, of which there is at least one.
bool is_board_name(std::span<const char> name) {
  const auto end = std::ranges::find(name, '\0');
  return end != name.begin() && end != name.end() &&
         std::all_of(end, name.end(), [](char c) { return c == '\0'; }) &&
         std::all_of(name.begin(), end, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool whole_sectors(std::uint64_t bytes) {
  return bytes != 0 && bytes % storage::BlockDevice::kSector == 0;
}

Status check_format(std::span<const std::byte, kHeaderBytes> header) {
  if (load<std::uint32_t>(header, 0) != kMagic) {
    return Status::failure(Code::kCorrupt, "is no bundle");
  }
  if (load<std::uint32_t>(header, kFormatAt) != kFormat) {
    return Status::failure(Code::kUnsupported, "is of a format that this system does not read",
                           kFormatAt);
  }
  return Status::success();
}

// What was signed, but makes no sense to this program.
Status load_manifest(std::span<const std::byte, kHeaderBytes> header, Manifest& manifest) {
  const auto fault = [](const char* what, std::size_t at) {
    return Status::failure(Code::kUnsupported, what, at);
  };
  Manifest found;
  for (std::size_t i = 0; i < found.board.size(); ++i) {
    found.board[i] = std::to_integer<char>(header[kBoardAt + i]);
  }
  if (!is_board_name(found.board)) return fault("names no board", kBoardAt);
  found.version = load_version(header, kVersionAt);
  found.replaces_from = load_version(header, kReplacesFromAt);
  const auto flags = load<std::uint32_t>(header, kFlagsAt);
  if ((flags & ~kDowngrade) != 0)
    return fault("has a flag that this system does not know", kFlagsAt);
  found.downgrade = (flags & kDowngrade) != 0;
  if (load<std::uint32_t>(header, kPayloadsAt) != kPayloads ||
      load<std::uint32_t>(header, kKindAt) != kSlotImage) {
    return fault("has a payload that this system does not know", kPayloadsAt);
  }
  found.payload_bytes = load<std::uint64_t>(header, kPayloadBytesAt);
  found.slot_bytes = load<std::uint64_t>(header, kSlotBytesAt);
  if (!whole_sectors(found.payload_bytes) || !whole_sectors(found.slot_bytes) ||
      found.payload_bytes > found.slot_bytes) {
    return fault("has a payload of no possible size", kPayloadBytesAt);
  }
  std::ranges::copy(header.subspan<kHashAt, sizeof(Hash)>(), found.payload_hash.begin());
  if (!all_zero(header.subspan<kReservedAt, kPayloadBytesAt - kReservedAt>()) ||
      !all_zero(header.subspan<kRestAt, kSignedBytes - kRestAt>())) {
    return fault("says more than this system understands", kRestAt);
  }
  manifest = found;
  return Status::success();
}

}  // namespace

void store_manifest(const Manifest& manifest, const PublicKey& signer, Header& header) {
  header.fill(std::byte{0});
  store(header, 0, kMagic);
  store(header, kFormatAt, kFormat);
  std::ranges::copy(signer, header.begin() + kSignerAt);
  std::ranges::copy(std::as_bytes(std::span(manifest.board)), header.begin() + kBoardAt);
  store_version(header, kVersionAt, manifest.version);
  store_version(header, kReplacesFromAt, manifest.replaces_from);
  store(header, kFlagsAt, manifest.downgrade ? kDowngrade : std::uint32_t{0});
  store(header, kPayloadsAt, kPayloads);
  store(header, kKindAt, kSlotImage);
  store(header, kPayloadBytesAt, manifest.payload_bytes);
  store(header, kSlotBytesAt, manifest.slot_bytes);
  std::ranges::copy(manifest.payload_hash, header.begin() + kHashAt);
}

Status claimed_signer(std::span<const std::byte, kHeaderBytes> header, PublicKey& signer) {
  const Status status = check_format(header);
  if (status.ok())
    std::ranges::copy(header.subspan<kSignerAt, sizeof(PublicKey)>(), signer.begin());
  return status;
}

Status verify_header(std::span<const std::byte, kHeaderBytes> header, const PublicKey& key,
                     Manifest& manifest) {
  PublicKey signer;
  if (const Status status = claimed_signer(header, signer); !status.ok()) return status;
  // Only for the message: a signature that fails does not say why.
  if (signer != key) {
    return Status::failure(Code::kUnsupported, "is signed with another key", kSignerAt);
  }
  if (crypto_sign_ed25519_verify_detached(plain(header.last<kSignatureBytes>()), plain(header),
                                          kSignedBytes, plain(key)) != 0) {
    return Status::failure(Code::kCorrupt, "was changed after it was signed, or never was",
                           kSignedBytes);
  }
  return load_manifest(header, manifest);
}

}  // namespace ocellus::bundle
