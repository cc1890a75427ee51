// Where a bundle's bytes come from: a file on a stick, a connection, a test.
#pragma once

#include <cstddef>
#include <span>

#include "runtime/status.hpp"

namespace ocellus::bundle {

class BundleSource {
 public:
  virtual ~BundleSource() = default;

  // The next bytes, at least one of them and at most into.size(), which is not 0; `count` 0: there
  // are no more. kIo, kDisconnected; kTimeout: what a source promised to give did not come.
  virtual Status read(std::span<std::byte> into, std::size_t& count) = 0;

  // Whether rewind() works: then a bundle is read twice, and one that is damaged costs no write.
  virtual bool rewinds() const = 0;
  // Reads from the first byte on again.
  virtual Status rewind() = 0;
};

}  // namespace ocellus::bundle
