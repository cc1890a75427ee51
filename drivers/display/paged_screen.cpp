#include "drivers/display/paged_screen.hpp"

namespace ocellus::display {

void PagedScreen::stop() {
  card_.stop();
  started_ = false;
  flipping_.reset();
}

// Starts what was plugged in and stops what was plugged out, once in a while.
Status PagedScreen::look(Time now) {
  if (!looked_.has_value() || now - *looked_ >= kLookEvery) {
    looked_ = now;
    bool connected = false;
    Status status = card_.look(connected);
    if (status.ok() && connected && !started_) {
      status = card_.start();
      started_ = status.ok();
      shown_ = 0;
    }
    if (!status.ok() || !connected) stop();
    if (!status.ok()) return status;
  }
  return started_ ? Status::success() : Status::failure(Code::kNotFound, "no screen is connected");
}

Status PagedScreen::end_flip(Time now, Time deadline) {
  if (!flipping_.has_value()) return Status::success();
  const Status status = card_.wait_for_flip(deadline);
  if (status.code == Code::kTimeout && now - *flipping_ < kFlipIsLost) return status;
  if (!status.ok()) {
    stop();
    looked_.reset();
    return status;
  }
  flipping_.reset();
  return Status::success();
}

Status PagedScreen::show(const ImageView& picture, Time now, Time deadline) {
  if (const Status status = look(now); !status.ok()) return status;
  if (const Status status = end_flip(now, deadline); !status.ok()) return status;
  const std::size_t hidden = (shown_ + 1) % Card::kPages;
  if (const Status status = scaler_.draw(picture, card_.page(hidden)); !status.ok()) return status;
  if (const Status status = card_.flip(hidden); !status.ok()) {
    stop();
    return status;
  }
  shown_ = hidden;
  flipping_ = now;
  return Status::success();
}

}  // namespace ocellus::display
