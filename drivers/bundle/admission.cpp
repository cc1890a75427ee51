#include "drivers/bundle/admission.hpp"

namespace ocellus::bundle {

Status admit(const Manifest& manifest, const Device& device) {
  if (manifest.board_name() != device.board) {
    return Status::failure(Code::kUnsupported, "is for another board");
  }
  if (manifest.version == device.running && !device.same_version) {
    return Status::failure(Code::kUnsupported, "holds the version that runs");
  }
  if (manifest.version < device.running && !manifest.downgrade) {
    return Status::failure(Code::kUnsupported, "is older than what runs, and not signed as such");
  }
  if (device.running < manifest.replaces_from) {
    return Status::failure(Code::kUnsupported,
                           "is too new to replace what runs: install one between them first");
  }
  if (manifest.slot_bytes > device.slot_bytes) {
    return Status::failure(Code::kTooLarge, "is larger than the slot", manifest.slot_bytes);
  }
  return Status::success();
}

}  // namespace ocellus::bundle
