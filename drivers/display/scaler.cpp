#include "drivers/display/scaler.hpp"

#include <algorithm>
#include <cstring>

#include "runtime/vision/colour.hpp"

namespace ocellus::display {
namespace {

constexpr std::int32_t kOne = 256;  // what weights sum to

std::uint8_t mix(std::int32_t a, std::int32_t b, std::int32_t weight) {
  return static_cast<std::uint8_t>((a * (kOne - weight) + b * weight + kOne / 2) / kOne);
}

// Row y of a picture as a picture of one row.
ImageView row_of(const ImageView& picture, std::int32_t y) {
  ImageView row = picture;
  row.height = 1;
  for (std::size_t plane = 0; plane < row.planes.size(); ++plane) {
    if (row.planes[plane] == nullptr) continue;
    const bool shared = plane > 0 && is_yuv(picture.format);
    const std::int32_t line = shared ? y >> yuv_layout(picture.format).shift_y : y;
    row.planes[plane] += std::ptrdiff_t{line} * picture.strides[plane];
  }
  return row;
}

bool empty(PixelSize size) { return size.width < 1 || size.height < 1; }

void blend(const std::uint8_t* upper, const std::uint8_t* lower, std::int32_t weight,
           std::size_t bytes, std::uint8_t* target) {
  for (std::size_t i = 0; i < bytes; ++i) target[i] = mix(upper[i], lower[i], weight);
}

}  // namespace

Region fit(PixelSize picture, PixelSize screen) {
  const std::int64_t across = std::int64_t{picture.width} * screen.height;
  const std::int64_t down = std::int64_t{screen.width} * picture.height;
  Region area = Region::whole(screen);
  if (across < down) {
    area.width = static_cast<std::int32_t>((2 * across + picture.height) / (2 * picture.height));
  } else {
    area.height = static_cast<std::int32_t>((2 * down + picture.width) / (2 * picture.width));
  }
  area.width = std::max(area.width, 1);
  area.height = std::max(area.height, 1);
  area.x = (screen.width - area.width) / 2;
  area.y = (screen.height - area.height) / 2;
  return area;
}

Scaler::Tap Scaler::tap(std::int32_t target, std::int32_t source_length,
                        std::int32_t target_length) {
  const std::int64_t centre =
      (2 * std::int64_t{target} + 1) * source_length * (kOne / 2) / target_length;
  const std::int64_t position =
      std::clamp<std::int64_t>(centre - kOne / 2, 0, (std::int64_t{source_length} - 1) * kOne);
  return {static_cast<std::uint16_t>(position / kOne), static_cast<std::uint16_t>(position % kOne)};
}

void Scaler::prepare(PixelSize picture, PixelSize screen) {
  if (picture == picture_ && screen == screen_) return;
  picture_ = picture;
  screen_ = screen;
  area_ = fit(picture, screen);
  for (std::int32_t x = 0; x < area_.width; ++x) {
    columns_[static_cast<std::size_t>(x)] = tap(x, picture.width, area_.width);
  }
}

const std::uint8_t* Scaler::scaled_row(const ImageView& picture, std::int32_t y) {
  const auto slot = static_cast<std::size_t>(y % 2);
  std::uint8_t* const row = rows_[slot].data();
  if (held_[slot] == y) return row;
  held_[slot] = y;

  // draw() has checked what this can refuse.
  const MutableImage whole = {picture.width, 1, source_.data(), 3 * picture.width};
  (void)convert_to_rgb(row_of(picture, y), whole, isa_);
  std::uint8_t* const end = source_.data() + std::ptrdiff_t{3} * picture.width;
  std::memcpy(end, end - 3, 3);

  std::uint8_t* target = row;
  for (const Tap& tap : std::span(columns_).first(static_cast<std::size_t>(area_.width))) {
    const std::uint8_t* const pixel = source_.data() + std::ptrdiff_t{3} * tap.first;
    target[0] = mix(pixel[2], pixel[5], tap.weight);
    target[1] = mix(pixel[1], pixel[4], tap.weight);
    target[2] = mix(pixel[0], pixel[3], tap.weight);
    target[3] = 0;
    target += 4;
  }
  return row;
}

Status Scaler::draw(const ImageView& picture, const Surface& surface) {
  const PixelSize size = {picture.width, picture.height};
  if (empty(size) || empty(surface.size)) {
    return Status::failure(Code::kUnsupported, "a picture or its screen is empty");
  }
  if (std::max(size.width, size.height) > kMost ||
      std::max(surface.size.width, surface.size.height) > kMost) {
    return Status::failure(Code::kTooLarge, "a picture of more than 4096 pixels a side");
  }
  if (resample(isa_) == nullptr) {
    return Status::failure(Code::kUnsupported, "this program has no conversion for that ISA");
  }
  prepare(size, surface.size);
  held_ = {-1, -1};

  const auto bytes = [](std::int32_t pixels) {
    return std::size_t{4} * static_cast<std::size_t>(pixels);
  };
  const std::int32_t right = area_.x + area_.width;
  for (std::int32_t y = 0; y < surface.size.height; ++y) {
    std::uint8_t* const row = surface.pixels + y * surface.stride;
    if (y < area_.y || y >= area_.y + area_.height) {
      std::memset(row, 0, bytes(surface.size.width));
      continue;
    }
    std::memset(row, 0, bytes(area_.x));
    std::uint8_t* const target = row + bytes(area_.x);
    const Tap tap = Scaler::tap(y - area_.y, size.height, area_.height);
    const std::uint8_t* const upper = scaled_row(picture, tap.first);
    if (tap.weight == 0) {
      std::memcpy(target, upper, bytes(area_.width));
    } else {
      blend(upper, scaled_row(picture, tap.first + 1), tap.weight, bytes(area_.width), target);
    }
    std::memset(row + bytes(right), 0, bytes(surface.size.width - right));
  }
  return Status::success();
}

}  // namespace ocellus::display
