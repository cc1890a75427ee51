#include "drivers/bundle/payload_hash.hpp"

#include <sodium/crypto_hash_sha512.h>

namespace ocellus::bundle {
namespace {

static_assert(sizeof(crypto_hash_sha512_state) <= 208 && alignof(crypto_hash_sha512_state) <= 8);

crypto_hash_sha512_state* library(std::array<std::byte, 208>& state) {
  return reinterpret_cast<crypto_hash_sha512_state*>(state.data());
}

}  // namespace

PayloadHash::PayloadHash() { crypto_hash_sha512_init(library(state_)); }

void PayloadHash::add(std::span<const std::byte> bytes) {
  crypto_hash_sha512_update(library(state_), reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
}

Hash PayloadHash::finish() {
  Hash hash;
  crypto_hash_sha512_final(library(state_), reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

}  // namespace ocellus::bundle
