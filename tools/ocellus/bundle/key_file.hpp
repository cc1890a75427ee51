// The owner's two keys, each a file of one line. Who has the secret one decides what runs on every
// device with the public one; the public one may be known to all.
//
//   NAME.key  ocellus-secret-key-1 HEX   the seed of RFC 8032, 32 bytes; mode 0600
//   NAME.pub  ocellus-public-key-1 HEX   drivers/bundle/public_key.hpp
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "drivers/bundle/manifest.hpp"
#include "drivers/bundle/public_key.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// Leaves nothing of itself in memory.
class SecretKey {
 public:
  explicit SecretKey(const std::array<std::byte, 32>& seed);
  ~SecretKey();
  SecretKey(const SecretKey& other) = default;
  SecretKey& operator=(const SecretKey& other) = default;

  const bundle::PublicKey& public_key() const { return public_key_; }
  // Signs the first bundle::kSignedBytes and puts the signature behind them. The same bytes get the
  // same signature.
  void sign(std::span<std::byte, bundle::kHeaderBytes> header) const;

 private:
  std::array<unsigned char, 64> secret_;
  bundle::PublicKey public_key_;
};

// Makes a new pair, path.key and path.pub. Never replaces a file: an owner without the key can
// never update a device again.
Result<Done> make_key_pair(const std::string& path);

// Refuses a file that others than its owner may read, and a public key.
Result<SecretKey> read_secret_key(const std::string& path);
// Refuses a secret key, which must not go into an image.
Result<bundle::PublicKey> read_public_key(const std::string& path);

// "ocellus-public-key-1 HEX\n".
std::string public_key_text(const bundle::PublicKey& key);
// The first 16 digits, enough for people to tell keys apart.
std::string short_name(const bundle::PublicKey& key);

}  // namespace ocellus::tools
