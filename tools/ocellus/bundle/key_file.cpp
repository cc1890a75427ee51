#include "tools/ocellus/bundle/key_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>

#include "tools/ocellus/file.hpp"

namespace ocellus::tools {
namespace {

constexpr std::string_view kSecretKeyWord = "ocellus-secret-key-1";
constexpr std::size_t kLargestKeyFile = 4096;
using Seed = std::array<std::byte, 32>;
static_assert(sizeof(Seed) == crypto_sign_ed25519_SEEDBYTES);

std::string hex(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::byte b : bytes) {
    text += kDigits[std::to_integer<std::size_t>(b >> 4)];
    text += kDigits[std::to_integer<std::size_t>(b & std::byte{15})];
  }
  return text;
}

void wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }

Failure cannot_write(const std::string& path, int error) {
  return {path, std::string("cannot be written: ") + std::strerror(error),
          "check the folder and its permissions"};
}

Failure exists(const std::string& path) {
  return {path, "is there already, and a key that is lost cannot be made again",
          "choose another name, or move it away"};
}

// A new file that is whole under its name, or is not there.
Result<Done> write_new(const std::string& path, std::string_view text, mode_t mode) {
  const std::string part = path + ".part";
  unlink(part.c_str());  // of a run that was interrupted
  const int file = open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0) return cannot_write(path, errno);
  int error = 0;
  const ssize_t written = write(file, text.data(), text.size());
  if (written != static_cast<ssize_t>(text.size())) error = written < 0 ? errno : ENOSPC;
  if (error == 0 && fsync(file) != 0) error = errno;
  close(file);
  if (error == 0 &&
      renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    error = errno;
  }
  if (error == 0) return Done{};
  unlink(part.c_str());
  if (error == EEXIST) return exists(path);
  return cannot_write(path, error);
}

bool is_there(const std::string& path) {
  struct stat facts = {};
  return lstat(path.c_str(), &facts) == 0;
}

}  // namespace

SecretKey::SecretKey(const Seed& seed) {
  crypto_sign_ed25519_seed_keypair(reinterpret_cast<unsigned char*>(public_key_.data()),
                                   secret_.data(),
                                   reinterpret_cast<const unsigned char*>(seed.data()));
}

SecretKey::~SecretKey() { sodium_memzero(secret_.data(), secret_.size()); }

void SecretKey::sign(std::span<std::byte, bundle::kHeaderBytes> header) const {
  auto* const bytes = reinterpret_cast<unsigned char*>(header.data());
  crypto_sign_ed25519_detached(bytes + bundle::kSignedBytes, nullptr, bytes, bundle::kSignedBytes,
                               secret_.data());
}

Result<Done> make_key_pair(const std::string& path) {
  for (const char* ending : {".key", ".pub"}) {
    if (is_there(path + ending)) return exists(path + ending);
  }
  if (sodium_init() < 0) return Failure{path, "this machine gives no random numbers"};
  Seed seed;
  randombytes_buf(seed.data(), seed.size());
  const SecretKey key(seed);
  std::string secret_text = std::string(kSecretKeyWord) + " " + hex(seed) + "\n";
  sodium_memzero(seed.data(), seed.size());
  auto written = write_new(path + ".key", secret_text, 0600);
  wipe(secret_text);
  if (!written.ok()) return written;
  return write_new(path + ".pub", public_key_text(key.public_key()), 0644);
}

Result<SecretKey> read_secret_key(const std::string& path) {
  struct stat facts = {};
  if (stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) && (facts.st_mode & 077) != 0) {
    return Failure{path, "can be read by others than its owner", "chmod 600 " + path};
  }
  auto text = read_text(path, kLargestKeyFile);
  if (!text.ok()) return text.failure();
  std::string_view line = text.value();
  const bool is_public = bundle::parse_public_key(line).has_value();
  if (line.ends_with('\n')) line.remove_suffix(1);
  std::optional<Seed> seed;
  if (line.starts_with(kSecretKeyWord) && line.substr(kSecretKeyWord.size()).starts_with(' ')) {
    seed = bundle::parse_hex(line.substr(kSecretKeyWord.size() + 1));
  }
  wipe(text.value());
  if (is_public) {
    return Failure{path, "is a public key, and signing takes the secret one", "name the .key file"};
  }
  if (!seed) return Failure{path, "is no secret key", "name a .key file of `ocellus keygen`"};
  SecretKey key(*seed);
  sodium_memzero(seed->data(), seed->size());
  return key;
}

Result<bundle::PublicKey> read_public_key(const std::string& path) {
  auto text = read_text(path, kLargestKeyFile);
  if (!text.ok()) return text.failure();
  const auto key = bundle::parse_public_key(text.value());
  const bool is_secret = text.value().starts_with(kSecretKeyWord);
  wipe(text.value());
  if (is_secret) {
    return Failure{path, "is a secret key, which only signs and is shown to nobody",
                   "name the .pub file beside it"};
  }
  if (!key) return Failure{path, "is no public key", "name a .pub file of `ocellus keygen`"};
  return *key;
}

std::string public_key_text(const bundle::PublicKey& key) {
  return std::string(bundle::kPublicKeyWord) + " " + hex(key) + "\n";
}

std::string short_name(const bundle::PublicKey& key) { return hex(key).substr(0, 16); }

}  // namespace ocellus::tools
