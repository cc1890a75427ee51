// A bundle, the slot that does not run, and this device: whether it is taken, and how it gets
// there.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "apps/update/outcome.hpp"
#include "apps/update/this_device.hpp"
#include "apps/update/trial.hpp"
#include "apps/update/words.hpp"
#include "drivers/bundle/bundle_source.hpp"
#include "drivers/bundle/version.hpp"
#include "drivers/storage/file_device.hpp"
#include "platform/linux/firmware_slots.hpp"

namespace ocellus::update {

class Installation {
 public:
  explicit Installation(const Words& words) : words_(words), trial_(data_, words.running) {}

  // Reads what the device is and opens all that is needed later: the slot, the state. kRefused: it
  // takes no updates, or none now; kFailed: a medium fails.
  Outcome open();

  // What run() would be refused for, as far as the bundle's first sector tells: kRefused. `where`
  // is what it is called.
  Outcome check(bundle::BundleSource& source, std::string_view where);
  // After check(): it holds the version that runs.
  bool holds_what_runs() const { return offered_ && offered_ == device_.version(); }

  // Writes the slot and begins its trial; or kFailed. `scratch` as bundle::install takes it.
  Outcome run(bundle::BundleSource& source, std::string_view where, std::span<std::byte> scratch);
  // What was written, or is offered.
  const std::optional<bundle::Version>& version() const { return offered_; }

 private:
  const Words& words_;
  ThisDevice device_;
  storage::FileDevice slot_;
  storage::FileDevice data_;
  std::optional<platform::FirmwareMedium> firmware_;  // where that is the loader
  Trial trial_;
  std::optional<bundle::Version> offered_;
};

}  // namespace ocellus::update
