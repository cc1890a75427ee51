// Bundles for tests, signed with keys that everybody knows.
#pragma once

#include <sodium/crypto_sign_ed25519.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "drivers/bundle/manifest.hpp"
#include "drivers/bundle/payload_hash.hpp"

namespace ocellus::bundle {

struct TestKey {
  explicit TestKey(unsigned char number) {
    std::array<unsigned char, crypto_sign_ed25519_SEEDBYTES> seed;
    seed.fill(number);
    crypto_sign_ed25519_seed_keypair(reinterpret_cast<unsigned char*>(public_key.data()),
                                     secret_key.data(), seed.data());
  }

  void sign(std::span<std::byte, kHeaderBytes> header) const {
    auto* const bytes = reinterpret_cast<unsigned char*>(header.data());
    crypto_sign_ed25519_detached(bytes + kSignedBytes, nullptr, bytes, kSignedBytes,
                                 secret_key.data());
  }

  PublicKey public_key;
  std::array<unsigned char, crypto_sign_ed25519_SECRETKEYBYTES> secret_key;
};

// Bytes that differ from place to place, and from one `number` to another.
inline std::vector<std::byte> test_payload(std::size_t sectors, unsigned number = 1) {
  std::vector<std::byte> bytes(sectors * 512);
  std::uint32_t state = number;
  for (std::byte& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::byte>(state >> 24);
  }
  return bytes;
}

inline Manifest test_manifest(std::span<const std::byte> payload) {
  Manifest manifest = {.version = {1, 2, 0},
                       .replaces_from = {1, 0, 0},
                       .payload_bytes = payload.size(),
                       .slot_bytes = payload.size()};
  std::ranges::copy(std::string_view("virt"), manifest.board.begin());
  PayloadHash hash;
  hash.add(payload);
  manifest.payload_hash = hash.finish();
  return manifest;
}

inline std::vector<std::byte> test_bundle(const Manifest& manifest,
                                          std::span<const std::byte> payload, const TestKey& key) {
  Header header;
  store_manifest(manifest, key.public_key, header);
  key.sign(header);
  std::vector<std::byte> bundle(header.size() + payload.size());
  std::ranges::copy(header, bundle.begin());
  std::ranges::copy(payload, bundle.begin() + kHeaderBytes);
  return bundle;
}

}  // namespace ocellus::bundle
