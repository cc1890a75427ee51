#include "runtime/vision/motion.hpp"

namespace ocellus {
namespace {

constexpr float kFull = 255;  // levels

// Levels between the medians of the darker and the brighter half from which on a slope between
// them means something; where the picture is more even, only the offset is taken.
constexpr float kLeastContrast = 12;

// The median of levels and differences of levels, by counting those that round to the same.
class Median {
 public:
  void add(float level) {
    const float above = level - kLowest;
    ++counts_[static_cast<std::size_t>(above)];
    ++total_;
  }

  std::int32_t total() const { return total_; }

  // Those counted together are taken to be spread evenly. 0 when there are none.
  float value() const {
    std::int32_t before = 0;
    for (std::size_t bin = 0; bin < counts_.size(); ++bin) {
      const std::int32_t count = counts_[bin];
      if (2 * (before + count) >= total_ && count > 0) {
        const float inside =
            static_cast<float>(total_ - 2 * before) / static_cast<float>(2 * count);
        return kLowest + static_cast<float>(bin) + inside;
      }
      before += count;
    }
    return 0;
  }

 private:
  static constexpr float kLowest = -kFull - 0.5f;

  std::array<std::uint16_t, 512> counts_ = {};
  std::int32_t total_ = 0;
};

// What the whole picture did: level -> level + offset + slope * (level - pivot).
struct Line {
  float offset = 0;
  float slope = 0;
  float pivot = 0;

  float at(float level) const {
    const float moved = level + offset + slope * (level - pivot);
    return moved < 0 ? 0 : moved > kFull ? kFull : moved;
  }
};

template <typename Cells>
Line resistant_line(const Cells& from, const Cells& to) {
  Median levels;
  Median changes;
  for (std::size_t i = 0; i < from.size(); ++i) {
    levels.add(from[i]);
    changes.add(to[i] - from[i]);
  }
  const float middle = levels.value();
  const Line level_shift = {changes.value(), 0, 0};

  Median dark, dark_changes, bright, bright_changes;
  for (std::size_t i = 0; i < from.size(); ++i) {
    (from[i] < middle ? dark : bright).add(from[i]);
    (from[i] < middle ? dark_changes : bright_changes).add(to[i] - from[i]);
  }
  const auto enough = static_cast<std::int32_t>(from.size() / 4);
  const float contrast = bright.value() - dark.value();
  if (dark.total() < enough || bright.total() < enough || contrast < kLeastContrast) {
    return level_shift;
  }
  const float slope = (bright_changes.value() - dark_changes.value()) / contrast;
  return {dark_changes.value(), slope, dark.value()};
}

std::int32_t luma(const std::uint8_t* rgb) {
  return (77 * rgb[0] + 150 * rgb[1] + 29 * rgb[2] + 128) >> 8;
}

// The middle of part `index` of `parts` equal ones.
std::int32_t middle_of(std::int32_t index, std::int32_t parts, std::int32_t length) {
  return static_cast<std::int32_t>((std::int64_t{2} * index + 1) * length / (2 * parts));
}

}  // namespace

float MotionMeter::measure(const ImageView& image, Region region, Microseconds time) {
  const PixelSize size = {image.width, image.height};
  const bool first = size != size_ || image.format != format_ || region != region_;
  if (first) aim(image, region);
  const Microseconds passed = time - time_;
  time_ = time;
  average(image);

  if (first) {
    reference_ = levels_;
    return 100;
  }
  const Line line = resistant_line(reference_, levels_);
  // The step of a low pass that is stable for any span.
  const float weight = passed.seconds() / (passed.seconds() + options_.adaptation.seconds());
  std::int32_t changed = 0;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const float difference = levels_[i] - line.at(reference_[i]);
    changed += difference >= options_.level || difference <= -options_.level ? 1 : 0;
    reference_[i] += weight * (levels_[i] - reference_[i]);
  }
  return static_cast<float>(100 * changed) / static_cast<float>(kCells);
}

void MotionMeter::aim(const ImageView& image, Region region) {
  size_ = {image.width, image.height};
  format_ = image.format;
  region_ = region;
  std::int32_t step = format_ == PixelFormat::kRgb24 ? 3 : 1;
  if (is_yuv(format_)) step = yuv_layout(format_).luma_step;
  for (std::size_t i = 0; i < offsets_.size(); ++i) {
    const std::int32_t x = middle_of(static_cast<std::int32_t>(i), kColumns * kAlong, region.width);
    offsets_[i] = step * (region.x + x);
  }
}

void MotionMeter::average(const ImageView& image) {
  const bool rgb = format_ == PixelFormat::kRgb24;
  std::array<std::int32_t, kColumns> sums;
  for (std::int32_t cell_row = 0; cell_row < kRows; ++cell_row) {
    sums = {};
    for (std::int32_t i = 0; i < kDown; ++i) {
      const std::int32_t y =
          region_.y + middle_of(cell_row * kDown + i, kRows * kDown, region_.height);
      const std::uint8_t* row = image.planes[0] + std::ptrdiff_t{y} * image.strides[0];
      const std::int32_t* offset = offsets_.data();
      for (std::int32_t& sum : sums) {
        for (std::int32_t j = 0; j < kAlong; ++j, ++offset) {
          sum += rgb ? luma(row + *offset) : row[*offset];
        }
      }
    }
    float* levels = levels_.data() + std::ptrdiff_t{cell_row} * kColumns;
    for (const std::int32_t sum : sums) *levels++ = static_cast<float>(sum) / kSamples;
  }
}

}  // namespace ocellus
