#include "apps/update/trial.hpp"

#include <array>

#include "drivers/bundle/release.hpp"
#include "drivers/slots/transitions.hpp"

namespace ocellus::update {

Status Trial::look() {
  if (store_.read() == slots::Content::kNewer) {
    return Status::failure(Code::kUnsupported, "is of a newer version; no update from here");
  }
  if (slots::other_is_free(store_.state(), running_)) return Status::success();
  return Status::failure(Code::kUnsupported, "has what runs on trial: wait until it is confirmed");
}

bool Trial::failed_before() const {
  using slots::Reason;
  const Reason reason = store_.state().reason;
  return store_.state().slot == running_ &&
         (reason == Reason::kTriesUsed || reason == Reason::kNoUserSpace ||
          reason == Reason::kCannotLoad || reason == Reason::kGivenUp ||
          reason == Reason::kNeverLasted);
}

Status Trial::check_not_tried(storage::BlockDevice& slot, const bundle::Version& version) const {
  if (!failed_before()) return Status::success();
  alignas(64) std::array<std::byte, storage::BlockDevice::kSector> sector;
  if (const Status status = slot.read(0, sector); !status.ok()) return status;
  const auto release = bundle::release_of(sector);
  if (release && release->version == version) {
    return Status::failure(Code::kUnsupported, "holds a version that was tried here and failed");
  }
  return Status::success();
}

Status Trial::declare_bad() {
  return store_.write(slots::replacing_other(store_.state(), running_));
}

Status Trial::begin() { return store_.write(slots::trial_begins(store_.state(), running_)); }

}  // namespace ocellus::update
