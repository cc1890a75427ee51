// From a camera's picture to a model's input in one pass: crop, resize, colour, quantize.
//
// The result is defined exactly, in integers, and is the same on every machine:
//   1. Down the columns, of each of R, G, B or Y, U, V: v = (sum of weight * level + 64) >> 7, a
//      level with 7 fractional bits; weights as in sampling.hpp, summing to 2^14.
//   2. Along the rows, of R, G, B: level = (sum of weight * v + 2^20) >> 21, 0..255. Of Y, U, V:
//      h = (sum of weight * v + 2^13) >> 14, still with 7 fractional bits, and then the colours by
//      the formula of colour.hpp, at the model's size: level = (sum + 2^19) >> 20, clamped to
//      0..255.
//   3. The tensor holds table[level], NHWC with channels R, G, B.
// An unscaled copy is exact, of YUV the same as convert_to_rgb's where chroma is not interpolated;
// otherwise the level is within
// 0.53 of the real-valued formula's. Colours outside RGB are clamped after the resampling, not
// before.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/isa.hpp"
#include "runtime/status.hpp"
#include "runtime/vision/column_taps.hpp"
#include "runtime/vision/image.hpp"
#include "runtime/vision/resample.hpp"
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
  // `target`. `fill` is the level around a letterboxed region. `isa` is one that the processor
  // has. kUnsupported for a region that does not lie inside the picture or is empty, and for an ISA
  // that the program was not built with; kTooLarge beyond Sampling's limits. run() then refuses
  // every picture.
  Status prepare(PixelSize picture, Region region, PixelSize target, Fit fit,
                 const LevelTable& table, std::uint8_t fill = 0, Isa isa = Isa::kScalar);

  PixelSize picture() const { return picture_; }
  PixelSize target() const { return target_; }
  std::size_t tensor_size() const {
    return std::size_t{3} * static_cast<std::size_t>(target_.width) *
           static_cast<std::size_t>(target_.height);
  }

  // What the model sees, in pixels of the picture: its input's left, upper, right and lower edges.
  // Larger than the region when letterboxed, and then perhaps larger than the picture.
  Box view() const { return view_; }

  // The pass. The first picture of a format whose chroma is shared among pixels otherwise than
  // before also makes the tables for that. kUnsupported when the picture's size is not the prepared
  // one or `tensor` is not of tensor_size(); nothing is written then.
  Status run(const ImageView& image, std::span<std::int8_t> tensor);

  // The same without quantization: RGB levels, for float models and for looking at.
  Status run_levels(const ImageView& image, std::span<std::uint8_t> levels);

 private:
  // What becomes of levels: themselves plus an offset where that is all, otherwise a table.
  struct Output {
    std::uint8_t offset = 0;
    bool by_table = false;
    std::array<std::uint8_t, 256> table = {};
  };

  Status check(const ImageView& image, std::size_t size) const;
  void prepare_chroma(const YuvLayout& layout);
  void resample(const ImageView& image, const Output& output, std::uint8_t* bytes);
  void write_row(const ImageView& image, std::int32_t row, const Output& output,
                 std::uint8_t* bytes);
  void write_rgb_row(const ImageView& image, std::int32_t row, std::uint8_t offset,
                     std::uint8_t* bytes);
  void write_yuv_row(const ImageView& image, std::int32_t row, std::uint8_t offset,
                     std::uint8_t* bytes);
  const std::int16_t* blend_rows(const ImageView& image, std::size_t plane, const Sampling& rows,
                                 std::int32_t row, std::int32_t top, std::int32_t left,
                                 std::int32_t bytes);

  const Resample* isa_ = nullptr;
  PixelSize picture_;
  PixelSize target_;
  Region region_;
  std::int32_t pad_left_ = 0;
  std::int32_t pad_top_ = 0;
  std::uint8_t fill_ = 0;
  Box view_;
  Output output_;
  Sampling rows_;
  ColumnTaps columns_;
  // The same for chroma, once it is known how pixels share it.
  struct ChromaSharing {
    Sampling::Sharing along_rows = Sampling::Sharing::kNone;
    Sampling::Sharing down_columns = Sampling::Sharing::kNone;
    bool prepared = false;

    bool operator==(const ChromaSharing&) const = default;
  };
  ChromaSharing chroma_;
  Sampling chroma_rows_;
  ColumnTaps chroma_columns_;

  // One row on its way: as wide as the region, as its colours, and at its final width. Pairs of
  // pixels that share chroma come whole, so there may be one pixel more at either end.
  static constexpr std::size_t kMostValues = Sampling::kMaxSource + 2 + ColumnTaps::kSlack;
  Sampling scratch_;
  std::array<std::int16_t, 3 * kMostValues> blended_ = {};
  std::array<std::array<std::int16_t, kMostValues>, 3> planes_ = {};
  std::array<std::array<std::int16_t, Sampling::kMaxTarget>, 3> resampled_ = {};
};

}  // namespace ocellus
