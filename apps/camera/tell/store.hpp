// What outlives the power: the journal, the newest snapshots and the last good settings, on the
// data partition or, at a desk, in a file of the same form. For the one thread that may wait for a
// card (store_writer.hpp).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "apps/camera/tell/attended_device.hpp"
#include "drivers/storage/file_device.hpp"
#include "drivers/storage/journal.hpp"
#include "drivers/storage/settings_history.hpp"
#include "drivers/storage/snapshot_ring.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

class Store {
 public:
  // Reads only; a medium that takes no writes is read, and says so when it is to be written. Fails
  // as FileDevice::open(); kTooLarge where the medium is too small. A log that cannot be read is no
  // failure: it is tried again when something is to be written.
  Status open(const char* path);
  // Likewise on a medium of somebody else's, which outlives the store's being open.
  Status open_on(storage::BlockDevice& device);

  void close();
  // Why there is none, for who wants to write nevertheless.
  void set_absent(const Status& why) { absent_ = why; }
  const Status& absent() const { return absent_; }
  bool is_open() const { return journal_.has_value(); }

  // Of an open store; nullptr otherwise.
  storage::Journal* journal() { return journal_ ? &*journal_ : nullptr; }
  storage::SnapshotRing* snapshots() { return snapshots_ ? &*snapshots_ : nullptr; }
  storage::SettingsHistory* settings() { return settings_ ? &*settings_ : nullptr; }

  // As a record of that time is stamped.
  storage::Moment moment(std::chrono::milliseconds since_boot) const;

  // How long it has been waiting for an answer; for any thread.
  const CardCall& call() const { return call_; }
  CardCall& call() { return call_; }

 private:
  CardCall call_;
  storage::FileDevice file_;
  AttendedDevice device_{call_};
  Status absent_ = Status::failure(Code::kDisconnected, "is not open");
  std::uint32_t boot_ = 0;
  std::array<std::byte, std::size_t{64} << 10> scratch_ = {};
  std::optional<storage::Journal> journal_;
  std::optional<storage::SnapshotRing> snapshots_;
  std::optional<storage::SettingsHistory> settings_;
};

}  // namespace ocellus::camera
