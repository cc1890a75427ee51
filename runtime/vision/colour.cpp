#include "runtime/vision/colour.hpp"

#include <cstddef>
#include <cstring>

#include "runtime/vision/resample.hpp"

namespace ocellus {
namespace {

const std::uint8_t* row(const ImageView& image, std::size_t plane, std::int32_t y) {
  return image.planes[plane] + std::ptrdiff_t{y} * image.strides[plane];
}

// The values of `count` samples that lie kStep bytes apart; of shared ones, each twice.
template <int kStep, bool kShared>
void read_values(const std::uint8_t* samples, std::int32_t count, std::int16_t* values) {
  constexpr std::uint32_t kBoth = 1 << kValueBits | 1 << (kValueBits + 16);
  for (std::int32_t i = 0; i < count; ++i) {
    if constexpr (kShared) {
      const std::uint32_t both = samples[i * kStep] * kBoth;
      std::memcpy(values + 2 * i, &both, sizeof(both));
    } else {
      values[i] = static_cast<std::int16_t>(samples[i * kStep] << kValueBits);
    }
  }
}

void read_chroma(const std::uint8_t* samples, std::int32_t step, bool shared, std::int32_t count,
                 std::int16_t* values) {
  if (!shared) return read_values<1, false>(samples, count, values);
  const std::int32_t half = (count + 1) / 2;
  return step == 1   ? read_values<1, true>(samples, half, values)
         : step == 2 ? read_values<2, true>(samples, half, values)
                     : read_values<4, true>(samples, half, values);
}

void read_yuv(const ImageView& image, std::int32_t y, const Resample& isa, std::uint8_t* rgb) {
  constexpr std::int32_t kBlock = 256;  // even
  const YuvLayout layout = yuv_layout(image.format);
  const bool shared = layout.shift_x > 0;
  const auto samples = [&](int component, std::int32_t at) {
    return row(image, static_cast<std::size_t>(layout.planes[component]), at) +
           layout.offsets[component];
  };
  const std::uint8_t* luma = samples(0, y);
  const std::uint8_t* u = samples(1, y >> layout.shift_y);
  const std::uint8_t* v = samples(2, y >> layout.shift_y);
  std::int16_t values[3][kBlock];
  for (std::int32_t x = 0; x < image.width; x += kBlock, rgb += 3 * kBlock) {
    const std::int32_t left = image.width - x;
    const std::int32_t count = left < kBlock ? left : kBlock;
    const std::int32_t chroma = (x >> layout.shift_x) * layout.chroma_step;
    if (layout.luma_step == 1) {
      read_values<1, false>(luma + x, count, values[0]);
    } else {
      read_values<2, false>(luma + 2 * x, count, values[0]);
    }
    read_chroma(u + chroma, layout.chroma_step, shared, count, values[1]);
    read_chroma(v + chroma, layout.chroma_step, shared, count, values[2]);
    const PlaneRows rows = {{values[0], values[1], values[2]}, count};
    isa.write_yuv(rows, colour_matrix(layout), 0, rgb);
  }
}

// A whole row.
void read_rgb(const ImageView& image, std::int32_t y, const Resample& isa, std::uint8_t* rgb) {
  const std::uint8_t* samples = row(image, 0, y);
  switch (image.format) {
    case PixelFormat::kRgb24:
      std::memcpy(rgb, samples, std::size_t{3} * static_cast<std::size_t>(image.width));
      return;
    case PixelFormat::kGrey8:
      for (std::int32_t i = 0; i < image.width; ++i) {
        rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = samples[i];
      }
      return;
    default:
      read_yuv(image, y, isa, rgb);
      return;
  }
}

}  // namespace

Status convert_to_rgb(const ImageView& image, const MutableImage& target, Isa isa) {
  const Resample* const loops = resample(isa);
  if (loops == nullptr) {
    return Status::failure(Code::kUnsupported, "this program has no pre-processing for that ISA");
  }
  if (image.width != target.width || image.height != target.height) {
    return Status::failure(Code::kUnsupported, "a picture and its copy differ in size");
  }
  for (std::int32_t y = 0; y < image.height; ++y) {
    read_rgb(image, y, *loops, target.pixels + std::ptrdiff_t{y} * target.stride);
  }
  return Status::success();
}

}  // namespace ocellus
