// Pictures for tests.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "runtime/kernels/guarded_buffer.hpp"
#include "runtime/vision/colour.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus {

// A picture of any format in memory that may not be left, filled at random with samples low..high
// (levels of RGB and grey; of YUV, Y, and half as far from the middle U and V).
class Picture {
 public:
  Picture(PixelFormat format, std::int32_t width, std::int32_t height, unsigned seed = 1,
          int low = 0, int high = 255)
      : random_(seed), low_(low), high_(high) {
    view_.format = format;
    view_.width = width;
    view_.height = height;
    switch (format) {
      case PixelFormat::kRgb24:
        add_plane(3 * width, 5, height);
        break;
      case PixelFormat::kGrey8:
        add_plane(width, 3, height);
        break;
      case PixelFormat::kYuyv:
        add_plane(4 * ((width + 1) / 2), 0, height);
        break;
      case PixelFormat::kNv12:
        add_plane(width, 1, height);
        add_plane(2 * ((width + 1) / 2), 0, (height + 1) / 2);
        break;
      default: {
        const YuvLayout layout = yuv_layout(format);
        const std::int32_t chroma_width = ((width - 1) >> layout.shift_x) + 1;
        const std::int32_t chroma_height = ((height - 1) >> layout.shift_y) + 1;
        add_plane(width, 0, height);
        add_plane(chroma_width, 0, chroma_height);
        add_plane(chroma_width, 2, chroma_height);
      }
    }
  }

  const ImageView& view() const { return view_; }
  std::uint8_t& at(std::size_t plane, std::int32_t y, std::int32_t byte) {
    return bytes(plane)[y * view_.strides[plane] + byte];
  }

 private:
  std::uint8_t* bytes(std::size_t plane) {
    return reinterpret_cast<std::uint8_t*>(planes_[plane]->bytes());
  }

  void add_plane(std::int32_t row_bytes, std::int32_t gap, std::int32_t rows) {
    const std::int32_t stride = row_bytes + gap;
    const std::size_t size = static_cast<std::size_t>(stride * (rows - 1) + row_bytes);
    const std::size_t index = planes_.size();
    planes_.push_back(std::make_unique<kernels::GuardedBuffer>(size));
    view_.planes[index] = bytes(index);
    view_.strides[index] = stride;
    for (std::size_t i = 0; i < size; ++i) {
      const bool chroma = index > 0 || (view_.format == PixelFormat::kYuyv && i % 2 == 1);
      const int low = chroma ? (low_ + 128) / 2 : low_;
      const int high = chroma ? (high_ + 128) / 2 : high_;
      const auto levels = static_cast<unsigned>(high - low + 1);
      bytes(index)[i] = static_cast<std::uint8_t>(low + static_cast<int>(random_() % levels));
    }
  }

  std::mt19937 random_;
  int low_, high_;
  ImageView view_;
  std::vector<std::unique_ptr<kernels::GuardedBuffer>> planes_;
};

}  // namespace ocellus
