#include "tests/updates/card.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "drivers/bundle/release.hpp"
#include "drivers/bundle/test_slot.hpp"

namespace ocellus::tests {

const bundle::TestKey& owner() {
  static const bundle::TestKey key(1);
  return key;
}

TestSystem make_system(unsigned number, Nature nature, std::size_t sectors,
                       std::size_t slot_sectors) {
  TestSystem system = {
      .nature = nature, .payload = bundle::test_system(sectors, number), .bundle = {}};
  std::array<char, bundle::kReleaseBytes> release;
  const int length = std::snprintf(release.data(), release.size(), "%s virt 1.%u.0\n",
                                   bundle::kReleaseWord.data(), number);
  std::memcpy(system.payload.data() + bundle::kReleaseAt, release.data(),
              static_cast<std::size_t>(length));
  bundle::Manifest manifest = bundle::test_manifest(system.payload);
  manifest.version = {1, number, 0};
  manifest.slot_bytes = slot_sectors * BlockDevice::kSector;
  system.bundle = bundle::test_bundle(manifest, system.payload, owner());
  return system;
}

SlotContent content_of(SimulatedDisk& disk, const CardLayout& layout, slots::Slot slot,
                       const Systems& systems) {
  static std::vector<std::byte> bytes;
  SlotContent content;
  Part part = layout.slot(disk, slot);
  bytes.resize(BlockDevice::kSector);
  if (!part.read(0, bytes).ok() || !bundle::startable(bytes)) return content;
  for (std::size_t i = 0; i < systems.size() && !content.loads; ++i) {
    const std::vector<std::byte>& payload = systems[i].payload;
    // What describes the file system lies before the release. Torn, it describes none.
    if (!std::equal(bytes.begin(), bytes.begin() + bundle::kReleaseAt, payload.begin())) continue;
    content.loads = true;
    bytes.resize(payload.size());
    // Not by std::equal, which would be most of the time.
    const bool whole =
        part.read(0, bytes).ok() && std::memcmp(bytes.data(), payload.data(), payload.size()) == 0;
    if (whole) content.system = static_cast<unsigned>(i + 1);
  }
  return content;
}

}  // namespace ocellus::tests
