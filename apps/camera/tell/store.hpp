// What outlives the power: the journal, the newest snapshots and the last good settings, on the
// data partition or, at a desk, in a file of the same form.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "drivers/storage/file_device.hpp"
#include "drivers/storage/journal.hpp"
#include "drivers/storage/settings_history.hpp"
#include "drivers/storage/snapshot_ring.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

class Store {
 public:
  // Reads only. Fails as FileDevice::open(); kTooLarge where the medium is too small. A log that
  // cannot be read is no failure: it is tried again when something is to be written.
  Status open(const char* path);

  void close();
  bool is_open() const { return journal_.has_value(); }

  // Of an open store; nullptr otherwise.
  storage::Journal* journal() { return journal_ ? &*journal_ : nullptr; }
  storage::SnapshotRing* snapshots() { return snapshots_ ? &*snapshots_ : nullptr; }
  storage::SettingsHistory* settings() { return settings_ ? &*settings_ : nullptr; }

  // This moment, as records are stamped with it.
  storage::Moment now() const;

 private:
  storage::FileDevice device_;
  std::uint32_t boot_ = 0;
  std::array<std::byte, std::size_t{64} << 10> scratch_ = {};
  std::optional<storage::Journal> journal_;
  std::optional<storage::SnapshotRing> snapshots_;
  std::optional<storage::SettingsHistory> settings_;
};

}  // namespace ocellus::camera
