#include "runtime/vision/preprocess.hpp"

#include <cstring>

#include "runtime/vision/blend.hpp"
#include "runtime/vision/colour.hpp"

namespace ocellus {
namespace {

void store(const BlockSums& sums, std::int16_t* out) {
  for (std::int32_t i = 0; i < kBlock; ++i) {
    out[i] = static_cast<std::int16_t>((sums[i] + 64) >> 7);
  }
}

constexpr std::array<std::uint8_t, 256> kLevels = [] {
  std::array<std::uint8_t, 256> levels{};
  for (int i = 0; i < 256; ++i) levels[i] = static_cast<std::uint8_t>(i);
  return levels;
}();

// The size of `region` scaled to fit `target` without changing its proportions.
PixelSize fit_inside(const Region& region, PixelSize target) {
  const std::int64_t by_width = std::int64_t{target.width} * region.height;
  const std::int64_t by_height = std::int64_t{target.height} * region.width;
  const auto scaled = [](std::int64_t product, std::int64_t divisor) {
    const std::int64_t rounded = (2 * product + divisor) / (2 * divisor);
    return static_cast<std::int32_t>(rounded < 1 ? 1 : rounded);
  };
  if (by_width <= by_height) return {target.width, scaled(by_width, region.width)};
  return {scaled(by_height, region.height), target.height};
}

}  // namespace

Status Preprocessor::prepare(PixelSize picture, Region region, PixelSize target, Fit fit,
                             const LevelTable& table, std::uint8_t fill) {
  picture_ = target_ = {};  // until all is well, run() refuses every picture
  if (region.width < 1 || region.height < 1 || region.x < 0 || region.y < 0 ||
      region.x > picture.width - region.width || region.y > picture.height - region.height) {
    return Status::failure(Code::kUnsupported, "the region to watch does not lie in the picture");
  }
  if (target.width > Sampling::kMaxTarget || target.height > Sampling::kMaxTarget) {
    return Status::failure(Code::kTooLarge, "a model input of more than 640 pixels a side");
  }
  const PixelSize content = fit == Fit::kStretch || target.width < 1 || target.height < 1
                                ? target
                                : fit_inside(region, target);
  if (Status s = columns_.prepare(region.width, content.width); !s.ok()) return s;
  if (Status s = rows_.prepare(region.height, content.height); !s.ok()) return s;

  picture_ = picture;
  region_ = region;
  target_ = target;
  table_ = table;
  fill_ = fill;
  pad_left_ = (target.width - content.width) / 2;
  pad_top_ = (target.height - content.height) / 2;

  const float pixel_width = static_cast<float>(region.width) / static_cast<float>(content.width);
  const float pixel_height = static_cast<float>(region.height) / static_cast<float>(content.height);
  view_.x0 = static_cast<float>(region.x) - static_cast<float>(pad_left_) * pixel_width;
  view_.y0 = static_cast<float>(region.y) - static_cast<float>(pad_top_) * pixel_height;
  view_.x1 = view_.x0 + static_cast<float>(target.width) * pixel_width;
  view_.y1 = view_.y0 + static_cast<float>(target.height) * pixel_height;
  return Status::success();
}

Status Preprocessor::check(const ImageView& image, std::size_t size) const {
  if (PixelSize{image.width, image.height} != picture_) {
    return Status::failure(Code::kUnsupported, "a picture of another size than prepared for");
  }
  if (size != tensor_size()) {
    return Status::failure(Code::kUnsupported, "a model input of another size than prepared for");
  }
  return Status::success();
}

Status Preprocessor::run(const ImageView& image, std::span<std::int8_t> tensor) {
  if (Status s = check(image, tensor.size()); !s.ok()) return s;
  resample(image, reinterpret_cast<const std::uint8_t*>(table_.data()),
           reinterpret_cast<std::uint8_t*>(tensor.data()));
  return Status::success();
}

Status Preprocessor::run_levels(const ImageView& image, std::span<std::uint8_t> levels) {
  if (Status s = check(image, levels.size()); !s.ok()) return s;
  resample(image, kLevels.data(), levels.data());
  return Status::success();
}

void Preprocessor::resample(const ImageView& image, const std::uint8_t* table, std::uint8_t* out) {
  const std::uint8_t fill = table[fill_];
  const std::size_t row_bytes = std::size_t{3} * static_cast<std::size_t>(target_.width);
  const std::size_t left_bytes = std::size_t{3} * static_cast<std::size_t>(pad_left_);
  const std::size_t content_bytes =
      std::size_t{3} * static_cast<std::size_t>(columns_.target_length());

  for (std::int32_t y = 0; y < target_.height; ++y, out += row_bytes) {
    const std::int32_t row = y - pad_top_;
    if (row < 0 || row >= rows_.target_length()) {
      std::memset(out, fill, row_bytes);
      continue;
    }
    blend_rows(image, rows_.taps(row));
    std::memset(out, fill, left_bytes);
    blend_columns(table, out + left_bytes);
    const std::size_t used = left_bytes + content_bytes;
    std::memset(out + used, fill, row_bytes - used);
  }
}

// Down the columns first: neighbouring values are then neighbours in memory, and only as many rows
// as the target has go on to be gathered along.
void Preprocessor::blend_rows(const ImageView& image, const Sampling::Taps& rows) {
  constexpr std::size_t kRoomRows = 16;
  std::array<std::uint8_t, kRoomRows* kBlock> room = {};
  for (std::int32_t x = 0; x < region_.width; x += kBlockPixels) {
    const std::int32_t left = region_.width - x;
    const std::int32_t pixels = left < kBlockPixels ? left : kBlockPixels;
    const bool in_place = image.format == PixelFormat::kRgb24 && pixels == kBlockPixels;
    BlockSums sums;
    bool start = true;
    std::int32_t y = region_.y + rows.first;
    for (std::span weights = rows.weights; !weights.empty();) {
      const std::size_t count = in_place || weights.size() < kRoomRows ? weights.size() : kRoomRows;
      if (in_place) {
        const std::ptrdiff_t at =
            std::ptrdiff_t{y} * image.strides[0] + std::ptrdiff_t{3} * (region_.x + x);
        blend_native::add_rows(image.planes[0] + at, image.strides[0], weights, start, sums);
      } else {
        for (std::size_t k = 0; k < count; ++k) {
          read_rgb(image, region_.x + x, y + static_cast<std::int32_t>(k), pixels,
                   room.data() + k * kBlock);
        }
        blend_native::add_rows(room.data(), kBlock, weights.first(count), start, sums);
      }
      start = false;
      y += static_cast<std::int32_t>(count);
      weights = weights.subspan(count);
    }
    store(sums, blended_.data() + std::size_t{3} * static_cast<std::size_t>(x));
  }
}

void Preprocessor::blend_columns(const std::uint8_t* table, std::uint8_t* out) const {
  for (std::int32_t x = 0; x < columns_.target_length(); ++x) {
    const Sampling::Taps taps = columns_.taps(x);
    const std::int16_t* pixel =
        blended_.data() + std::size_t{3} * static_cast<std::size_t>(taps.first);
    const PixelLevels levels = blend_native::blend_pixels(pixel, taps.weights);
    out[0] = table[levels.red];
    out[1] = table[levels.green];
    out[2] = table[levels.blue];
    out += 3;
  }
}

}  // namespace ocellus
