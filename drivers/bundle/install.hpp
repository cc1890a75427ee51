// A bundle to the slot that does not run.
//
// Whatever happens, at any instant, the slot then holds what it held before, or nothing that a
// loader could start, or the new system, whole. So the caller begins its trial (drivers/slots) only
// after success, and may simply install again after everything else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/bundle/admission.hpp"
#include "drivers/bundle/bundle_source.hpp"
#include "drivers/bundle/manifest.hpp"
#include "drivers/storage/block_device.hpp"
#include "runtime/status.hpp"

namespace ocellus::bundle {

enum class InstallStep : std::uint8_t {
  kChecking,     // the payload is read once; only where the source rewinds
  kWriting,      // from here on the slot cannot be started
  kReadingBack,  // from the medium
};

class InstallObserver {
 public:
  virtual ~InstallObserver() = default;
  // The bundle is its owner's, the device takes it, and all that can be checked is right: the next
  // thing to be done is the first write. Where the slots' state has to say so before, here is the
  // place; a failure ends it, and the slot is as it was.
  virtual Status about_to_write(const Manifest& manifest) = 0;
  // At the beginning of a step, and after each piece of at most scratch.size() bytes.
  virtual void progress(InstallStep step, std::uint64_t done, std::uint64_t total) = 0;
};

struct InstallTarget {
  storage::BlockDevice& slot;
  const PublicKey* key;    // nullptr: the image has none, and nothing is ever installed
  std::string_view board;  // as in Device
  Version running;
  bool same_version = false;
  // What is written is flushed each time after so many bytes: errors come early, and the wait for
  // the medium does not come all at once. A multiple of the sector.
  std::uint32_t flush_every = 1U << 20;
};

inline constexpr std::size_t kLeastScratch = 2 * storage::BlockDevice::kSector;

// Installs what `source` gives. `scratch`: a multiple of the sector, at least kLeastScratch; 64 KiB
// make cards quick. Before the first write everything is checked that can be: header, device, size,
// and where the source rewinds the whole payload.
//
// What BundleReader and admit() say, before the slot was touched, or, of a source that comes only
// once or gives other bytes the second time, after it. kUnsupported: no key. kIo, kReadOnly,
// kNoSpace, kDisconnected: what the slot's medium says; kIo, "did not keep what was written".
// Blocks until it is done, a minute on a slow card: not for a thread that feeds a watchdog, unless
// `observer` does that. May be nullptr.
Status install(BundleSource& source, const InstallTarget& target, std::span<std::byte> scratch,
               InstallObserver* observer = nullptr);

}  // namespace ocellus::bundle
