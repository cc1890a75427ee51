// From a camera's picture to a model's input in one pass: crop, resize, colour, quantize.
//
// The result is defined exactly, in integers, and is the same on every machine:
//   1. Pixels become RGB levels 0..255 (see colour.hpp).
//   2. Down the columns: v = (sum of weight * level + 64) >> 7, a level with 7 fractional bits;
//      weights as in sampling.hpp, summing to 2^14.
//   3. Along the rows: level = (sum of weight * v + 2^20) >> 21, 0..255.
//   4. The tensor holds table[level], NHWC with channels R, G, B.
// An unscaled copy is exact; otherwise the level is within one of the real-valued filter's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/status.hpp"
#include "runtime/vision/image.hpp"
#include "runtime/vision/sampling.hpp"

namespace ocellus {

struct PixelSize {
  std::int32_t width = 0;
  std::int32_t height = 0;

  bool operator==(const PixelSize&) const = default;
};

// A rectangle of whole pixels inside a picture.
struct Region {
  std::int32_t x = 0;
  std::int32_t y = 0;
  std::int32_t width = 0;
  std::int32_t height = 0;

  static constexpr Region whole(PixelSize picture) { return {0, 0, picture.width, picture.height}; }
  bool operator==(const Region&) const = default;
};

enum class Fit : std::uint8_t {
  kStretch,    // the region fills the target; proportions change
  kLetterbox,  // the region keeps its proportions, centred; what it leaves free is filled
};

// The real values that levels 0 and 255 stand for in the model's input.
struct ValueRange {
  double low = -1;
  double high = 1;
};

using LevelTable = std::array<std::int8_t, 256>;

// table[level] = the int8 nearest to real / scale + zero_point, real = low + level * (high - low)
// / 255, clamped to -128..127. Ties go up, and what is within 1/1024 of a tie is one: a float
// scale of 2/255 would otherwise scatter the levels, all of which lie on ties, by its own rounding.
// scale > 0.
constexpr LevelTable quantize_levels(ValueRange range, double scale, std::int32_t zero_point) {
  LevelTable table{};
  for (int level = 0; level < 256; ++level) {
    const double real = range.low + level * (range.high - range.low) / 255;
    const double value = real / scale + zero_point + (0.5 + 1.0 / 1024);
    if (!(value > -128)) {
      table[level] = -128;
    } else if (value >= 127) {
      table[level] = 127;
    } else {
      const auto truncated = static_cast<std::int32_t>(value);
      table[level] = static_cast<std::int8_t>(truncated > value ? truncated - 1 : truncated);
    }
  }
  return table;
}

class Preprocessor {
 public:
  // For pictures of `picture` pixels, of which `region` is shown to a model whose input is
  // `target`. `fill` is the level around a letterboxed region. kUnsupported for a region that does
  // not lie inside the picture or is empty, kTooLarge beyond Sampling's limits; run()
  // then refuses every picture.
  Status prepare(PixelSize picture, Region region, PixelSize target, Fit fit,
                 const LevelTable& table, std::uint8_t fill = 0);

  PixelSize picture() const { return picture_; }
  PixelSize target() const { return target_; }
  std::size_t tensor_size() const {
    return std::size_t{3} * static_cast<std::size_t>(target_.width) *
           static_cast<std::size_t>(target_.height);
  }

  // What the model sees, in pixels of the picture: its input's left, upper, right and lower edges.
  // Larger than the region when letterboxed, and then perhaps larger than the picture.
  Box view() const { return view_; }

  // The pass. kUnsupported when the picture's size is not the prepared one or `tensor` is not of
  // tensor_size(); nothing is written then.
  Status run(const ImageView& image, std::span<std::int8_t> tensor);

  // The same without quantization: RGB levels, for float models and for looking at.
  Status run_levels(const ImageView& image, std::span<std::uint8_t> levels);

 private:
  Status check(const ImageView& image, std::size_t size) const;
  void resample(const ImageView& image, const std::uint8_t* table, std::uint8_t* out);
  void blend_rows(const ImageView& image, const Sampling::Taps& rows);
  void blend_columns(const std::uint8_t* table, std::uint8_t* out) const;

  PixelSize picture_;
  PixelSize target_;
  Region region_;
  std::int32_t pad_left_ = 0;
  std::int32_t pad_top_ = 0;
  std::uint8_t fill_ = 0;
  Box view_;
  LevelTable table_ = {};
  Sampling columns_;
  Sampling rows_;
  // One row, and the value that blend_pixels may read past its last pixel.
  std::array<std::int16_t, 3 * Sampling::kMaxSource + 1> blended_ = {};
};

}  // namespace ocellus
