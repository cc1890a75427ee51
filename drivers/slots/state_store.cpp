#include "drivers/slots/state_store.hpp"

namespace ocellus::slots {

Content StateStore::read() {
  std::array<SlotState, 2> states;
  std::array<Content, 2> contents = {};
  for (std::size_t i = 0; i < kCopyOffsets.size(); ++i) {
    Sector sector;
    if (device_.read(kCopyOffsets[i], sector).ok()) contents[i] = decode(sector, states[i]);
  }
  const bool first = contents[0] != Content::kNothing;
  const bool second = contents[1] != Content::kNothing;
  const bool take_second = second && (!first || states[1].sequence > states[0].sequence);
  older_ = take_second || !first ? 0 : 1;
  content_ = contents[take_second ? 1 : 0];
  lasts_ = false;
  state_ = content_ == Content::kNothing ? SlotState{} : states[take_second ? 1 : 0];
  return content_;
}

Status StateStore::write(SlotState next) {
  if (content_ == Content::kNewer) {
    return Status::failure(Code::kUnsupported, "holds a slot state of a newer version");
  }
  if (!lasts_) {
    if (const Status status = device_.flush(); !status.ok()) return status;
    lasts_ = true;
  }
  next.sequence = state_.sequence;
  if (next == state_) return Status::success();
  next.sequence = state_.sequence + 1;
  Sector sector;
  encode(next, sector);
  if (const Status status = device_.write(kCopyOffsets[older_], sector); !status.ok()) {
    return status;
  }
  if (const Status status = device_.flush(); !status.ok()) return status;
  state_ = next;
  content_ = Content::kState;
  older_ = 1 - older_;
  return Status::success();
}

}  // namespace ocellus::slots
