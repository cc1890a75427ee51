// A screen that remembers what it was shown: for the tests of those who show.
#pragma once

#include <cstdint>

#include "drivers/display/screen.hpp"

namespace ocellus::display {

class FakeScreen final : public Screen {
 public:
  std::uint64_t shown = 0;  // pictures
  ImageView last;           // its pixels may be gone
  Status status;            // what show() returns from now on

  explicit FakeScreen(PixelSize size) : size_(size) {}

  Status show(const ImageView& picture, Time, Time) override {
    if (!status.ok()) return status;
    last = picture;
    ++shown;
    return Status::success();
  }

  PixelSize size() const override { return status.code == Code::kNotFound ? PixelSize{} : size_; }

 private:
  PixelSize size_;
};

}  // namespace ocellus::display
