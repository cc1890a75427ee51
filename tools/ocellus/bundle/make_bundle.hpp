// From a disk image to a signed update: drivers/bundle/README.md has the format.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "drivers/bundle/manifest.hpp"
#include "tools/ocellus/bundle/key_file.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// Slot A of a disk image that `ocellus image` made, whole. `name` is for messages.
Result<std::span<const std::byte>> slot_of(std::span<const std::byte> disk,
                                           const std::string& name);

struct BundleTerms {
  bundle::Version replaces_from;  // the oldest system that it may replace
  bool downgrade = false;         // it may replace a newer one
};

struct MadeBundle {
  bundle::Manifest manifest;
  std::vector<std::byte> bytes;
};

// Board and version are those in the slot's first sector. The same slot, terms and key give the
// same bytes. What was made has been verified as a device would.
Result<MadeBundle> make_bundle(std::span<const std::byte> slot, const std::string& name,
                               const BundleTerms& terms, const SecretKey& key);

// "virt 1.2.0, replaces 1.0.0 and later; 24.1 MiB for a slot of 26 MiB".
std::string description(const bundle::Manifest& manifest);

}  // namespace ocellus::tools
