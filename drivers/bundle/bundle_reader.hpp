// A bundle, read from its first byte to its last in pieces, and never believed before it is proved.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "drivers/bundle/bundle_source.hpp"
#include "drivers/bundle/manifest.hpp"
#include "drivers/bundle/payload_hash.hpp"

namespace ocellus::bundle {

class BundleReader {
 public:
  BundleReader(BundleSource& source, const PublicKey& key) : source_(source), key_(key) {}

  // Reads and verifies the header. What verify_header says; kTruncated: there is none; what the
  // source says. Then next() gives the payload.
  Status open();
  // Of an opened bundle.
  const Manifest& manifest() const { return manifest_; }

  // The payload's next bytes: `into` full but for the last time; `count` 0: it was whole, and its
  // hash is the one that was signed. Until then its bytes may be anybody's. kTruncated, kCorrupt
  // (the payload was changed), what the source says. At most one byte is read behind it, and only
  // of a source that rewinds: a bundle that goes on there is kCorrupt.
  Status next(std::span<std::byte> into, std::size_t& count);

  // The same bundle from its payload's first byte on. What the source says. What the header says
  // now does not count: manifest() is what was verified.
  Status again();

 private:
  Status fill(std::span<std::byte> into, const char* too_short);
  Status finish();

  BundleSource& source_;
  PublicKey key_;
  Manifest manifest_;
  std::uint64_t at_ = 0;  // bytes read of the source
  std::optional<PayloadHash> hash_;
};

}  // namespace ocellus::bundle
