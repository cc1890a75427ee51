#include "runtime/vision/preprocess.hpp"

#include <cstring>

#include "runtime/vision/colour.hpp"

namespace ocellus {
namespace {

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
                             const LevelTable& table, std::uint8_t fill, Isa isa) {
  picture_ = target_ = {};  // until all is well, run() refuses every picture
  if (region.width < 1 || region.height < 1 || region.x < 0 || region.y < 0 ||
      region.x > picture.width - region.width || region.y > picture.height - region.height) {
    return Status::failure(Code::kUnsupported, "the region to watch does not lie in the picture");
  }
  if (target.width > Sampling::kMaxTarget || target.height > Sampling::kMaxTarget) {
    return Status::failure(Code::kTooLarge, "a model input of more than 640 pixels a side");
  }
  isa_ = ocellus::resample(isa);
  if (isa_ == nullptr) {
    return Status::failure(Code::kUnsupported, "this program has no pre-processing for that ISA");
  }
  const PixelSize content = fit == Fit::kStretch || target.width < 1 || target.height < 1
                                ? target
                                : fit_inside(region, target);
  if (Status s = scratch_.prepare(region.width, content.width); !s.ok()) return s;
  if (Status s = rows_.prepare(region.height, content.height); !s.ok()) return s;
  columns_.prepare(scratch_);
  chroma_ = {};

  picture_ = picture;
  region_ = region;
  target_ = target;
  output_.offset = static_cast<std::uint8_t>(table[0]);
  output_.by_table = false;
  for (std::size_t level = 0; level < table.size(); ++level) {
    output_.table[level] = static_cast<std::uint8_t>(table[level]);
    if (output_.table[level] != static_cast<std::uint8_t>(level + output_.offset)) {
      output_.by_table = true;
    }
  }
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
  resample(image, output_, reinterpret_cast<std::uint8_t*>(tensor.data()));
  return Status::success();
}

Status Preprocessor::run_levels(const ImageView& image, std::span<std::uint8_t> levels) {
  if (Status s = check(image, levels.size()); !s.ok()) return s;
  resample(image, Output{}, levels.data());
  return Status::success();
}

void Preprocessor::prepare_chroma(const YuvLayout& layout) {
  const auto sharing = [&](std::int8_t shift) {
    if (shift == 0) return Sampling::Sharing::kNone;
    return layout.centred ? Sampling::Sharing::kCentred : Sampling::Sharing::kPairs;
  };
  const ChromaSharing wanted = {sharing(layout.shift_x), sharing(layout.shift_y), true};
  if (wanted == chroma_) return;
  chroma_ = wanted;
  // Their limits are those of the luma's, which were kept.
  (void)scratch_.prepare_shared(region_.width, columns_.targets(), region_.x, wanted.along_rows);
  chroma_columns_.prepare(scratch_);
  (void)chroma_rows_.prepare_shared(region_.height, rows_.target_length(), region_.y,
                                    wanted.down_columns);
}

void Preprocessor::resample(const ImageView& image, const Output& output, std::uint8_t* bytes) {
  if (is_yuv(image.format)) prepare_chroma(yuv_layout(image.format));
  const std::uint8_t fill =
      output.by_table ? output.table[fill_] : static_cast<std::uint8_t>(fill_ + output.offset);
  const std::size_t row_bytes = std::size_t{3} * static_cast<std::size_t>(target_.width);
  const std::size_t left_bytes = std::size_t{3} * static_cast<std::size_t>(pad_left_);
  const std::size_t content_bytes = std::size_t{3} * static_cast<std::size_t>(columns_.targets());

  for (std::int32_t y = 0; y < target_.height; ++y, bytes += row_bytes) {
    const std::int32_t row = y - pad_top_;
    if (row < 0 || row >= rows_.target_length()) {
      std::memset(bytes, fill, row_bytes);
      continue;
    }
    std::memset(bytes, fill, left_bytes);
    write_row(image, row, output, bytes + left_bytes);
    const std::size_t used = left_bytes + content_bytes;
    std::memset(bytes + used, fill, row_bytes - used);
  }
}

void Preprocessor::write_row(const ImageView& image, std::int32_t row, const Output& output,
                             std::uint8_t* bytes) {
  const std::uint8_t offset = output.by_table ? std::uint8_t{0} : output.offset;
  if (is_yuv(image.format)) {
    write_yuv_row(image, row, offset, bytes);
  } else {
    write_rgb_row(image, row, offset, bytes);
  }
  if (!output.by_table) return;
  for (std::int32_t i = 0; i < 3 * columns_.targets(); ++i) bytes[i] = output.table[bytes[i]];
}

// Down the columns first: neighbouring values are then neighbours in memory, and only as many rows
// as the target has go on to be gathered along. `top` and `left` are the row and the byte of the
// plane that the region begins with.
const std::int16_t* Preprocessor::blend_rows(const ImageView& image, std::size_t plane,
                                             const Sampling& rows, std::int32_t row,
                                             std::int32_t top, std::int32_t left,
                                             std::int32_t bytes) {
  const Sampling::Taps taps = rows.taps(row);
  const std::ptrdiff_t stride = image.strides[plane];
  isa_->blend_rows(image.planes[plane] + (top + taps.first) * stride + left, stride, taps.weights,
                   bytes, blended_.data());
  return blended_.data();
}

void Preprocessor::write_rgb_row(const ImageView& image, std::int32_t row, std::uint8_t offset,
                                 std::uint8_t* bytes) {
  constexpr int kDown = kWeightBits + kValueBits;
  PlaneRows levels = {{}, columns_.targets()};
  if (image.format == PixelFormat::kGrey8) {
    const std::int16_t* values =
        blend_rows(image, 0, rows_, row, region_.y, region_.x, region_.width);
    isa_->blend_columns(values, columns_, kDown, resampled_[0].data());
    for (const std::int16_t*& plane : levels.planes) plane = resampled_[0].data();
  } else {
    const std::int16_t* values =
        blend_rows(image, 0, rows_, row, region_.y, 3 * region_.x, 3 * region_.width);
    std::int16_t* const planes[3] = {planes_[0].data(), planes_[1].data(), planes_[2].data()};
    isa_->split_in_3(values, region_.width, planes);
    for (std::size_t c = 0; c < 3; ++c) {
      isa_->blend_columns(planes[c], columns_, kDown, resampled_[c].data());
      levels.planes[c] = resampled_[c].data();
    }
  }
  isa_->write_rgb(levels, offset, bytes);
}

void Preprocessor::write_yuv_row(const ImageView& image, std::int32_t row, std::uint8_t offset,
                                 std::uint8_t* bytes) {
  const YuvLayout layout = yuv_layout(image.format);
  const std::int32_t chroma_top = region_.y >> layout.shift_y;
  const std::int32_t chroma_left = region_.x >> layout.shift_x;
  const std::int32_t chroma_width =
      ((region_.x + region_.width - 1) >> layout.shift_x) - chroma_left + 1;
  std::int16_t* const planes[3] = {planes_[0].data(), planes_[1].data(), planes_[2].data()};
  const auto finish = [&](std::size_t c, const std::int16_t* values) {
    isa_->blend_columns(values, c == 0 ? columns_ : chroma_columns_, kWeightBits,
                        resampled_[c].data());
  };

  if (image.format == PixelFormat::kYuyv) {
    const std::int16_t* values =
        blend_rows(image, 0, rows_, row, region_.y, 4 * chroma_left, 4 * chroma_width);
    std::int16_t* const chroma = blended_.data() + 2 * kMostValues;  // the row ends before
    std::int16_t* const luma_and_chroma[2] = {planes[0], chroma};
    isa_->split_in_2(values, 2 * chroma_width, luma_and_chroma);
    isa_->split_in_2(chroma, chroma_width, planes + 1);
    finish(0, planes[0] + (region_.x & 1));
    finish(1, planes[1]);
    finish(2, planes[2]);
  } else {
    finish(0, blend_rows(image, 0, rows_, row, region_.y, region_.x, region_.width));
    if (image.format == PixelFormat::kNv12) {
      const std::int16_t* values =
          blend_rows(image, 1, chroma_rows_, row, chroma_top, 2 * chroma_left, 2 * chroma_width);
      isa_->split_in_2(values, chroma_width, planes + 1);
      finish(1, planes[1]);
      finish(2, planes[2]);
    } else {
      for (std::size_t c = 1; c < 3; ++c) {
        finish(c, blend_rows(image, c, chroma_rows_, row, chroma_top, chroma_left, chroma_width));
      }
    }
  }
  const PlaneRows values = {{resampled_[0].data(), resampled_[1].data(), resampled_[2].data()},
                            columns_.targets()};
  isa_->write_yuv(values, colour_matrix(layout), offset, bytes);
}

}  // namespace ocellus
