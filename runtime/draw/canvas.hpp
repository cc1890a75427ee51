// A picture to draw on, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/draw/draw.hpp"

namespace ocellus {

// A black picture inside a guarded frame: nothing may be written around it.
class Canvas {
 public:
  Canvas(std::int32_t width, std::int32_t height)
      : stride_(3 * width + 2 * kGuard),
        bytes_(static_cast<std::size_t>(stride_ * (height + 2 * kGuard)), kUntouched),
        image_{width, height, bytes_.data() + kGuard * stride_ + kGuard, stride_} {
    fill_rectangle(image_, 0, 0, width, height, kBlack);
  }

  const MutableImage& image() const { return image_; }

  Colour at(std::int32_t x, std::int32_t y) const {
    const std::uint8_t* pixel = image_.pixels + y * stride_ + 3 * x;
    return {pixel[0], pixel[1], pixel[2]};
  }

  // The picture as rows of '#' and '.'.
  std::vector<std::string> rows() const {
    std::vector<std::string> rows;
    for (std::int32_t y = 0; y < image_.height; ++y) {
      rows.emplace_back();
      for (std::int32_t x = 0; x < image_.width; ++x) rows.back() += at(x, y) == kBlack ? '.' : '#';
    }
    return rows;
  }

  bool frame_is_untouched() const {
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
      const auto y = static_cast<std::int32_t>(i) / stride_ - kGuard;
      const auto x = static_cast<std::int32_t>(i) % stride_ - kGuard;
      const bool inside = y >= 0 && y < image_.height && x >= 0 && x < 3 * image_.width;
      if (!inside && bytes_[i] != kUntouched) return false;
    }
    return true;
  }

 private:
  static constexpr std::int32_t kGuard = 70;
  static constexpr std::uint8_t kUntouched = 0xa5;
  std::int32_t stride_;
  std::vector<std::uint8_t> bytes_;
  MutableImage image_;
};

}  // namespace ocellus
