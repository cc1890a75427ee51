// Decodes the input as a JPEG or PNG picture, whole and as small as possible. Beyond what the
// sanitizers see: a picture lies in the decoder's region and is as large as asked for.
#include <array>
#include <cstdint>
#include <cstdlib>

#include "drivers/picture/picture.hpp"

namespace {

using namespace ocellus;

alignas(64) std::array<std::byte, std::size_t{1} << 20> g_region;

void decode(picture::Decoder& decoder, std::span<const std::uint8_t> file, picture::Size at_least) {
  MutableImage image;
  picture::Size full;
  const Status status = decoder.decode(file, at_least, image, full);
  if (!status.ok()) {
    if (image.pixels != nullptr || status.at > file.size()) std::abort();
    return;
  }
  const auto* const region = reinterpret_cast<const std::uint8_t*>(g_region.data());
  if (image.width < 1 || image.height < 1 || image.stride != 3 * image.width) std::abort();
  if (image.width > full.width || image.height > full.height) std::abort();
  if (image.pixels < region ||
      image.pixels + std::ptrdiff_t{image.stride} * image.height > region + g_region.size()) {
    std::abort();
  }
  std::uint32_t sum = 0;
  for (std::ptrdiff_t i = 0; i < std::ptrdiff_t{image.stride} * image.height; ++i) {
    sum += image.pixels[i];
  }
  [[maybe_unused]] volatile std::uint32_t kept = sum;
}

void decode_samples(picture::Decoder& decoder, std::span<const std::uint8_t> file) {
  ImageView image;
  picture::Size full;
  const Status status = decoder.decode_samples(file, {1, 1}, image, full);
  if (!status.ok()) {
    if (image.planes[0] != nullptr || status.at > file.size()) std::abort();
    return;
  }
  const bool yuv = is_yuv(image.format);
  const YuvLayout layout = yuv_layout(image.format);
  const std::int32_t channels = image.format == PixelFormat::kRgb24 ? 3 : 1;
  std::uint32_t sum = 0;
  for (std::size_t c = 0; c < (yuv ? 3 : 1); ++c) {
    const std::int32_t width = c > 0 ? ((image.width - 1) >> layout.shift_x) + 1 : image.width;
    const std::int32_t height = c > 0 ? ((image.height - 1) >> layout.shift_y) + 1 : image.height;
    const auto* const region = reinterpret_cast<const std::uint8_t*>(g_region.data());
    const std::ptrdiff_t size =
        std::ptrdiff_t{image.strides[c]} * (height - 1) + std::ptrdiff_t{channels} * width;
    if (image.strides[c] < channels * width || image.planes[c] < region ||
        image.planes[c] + size > region + g_region.size()) {
      std::abort();
    }
    for (std::ptrdiff_t i = 0; i < size; ++i) sum += image.planes[c][i];
  }
  [[maybe_unused]] volatile std::uint32_t kept = sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static picture::Decoder decoder(g_region);
  decode(decoder, {data, size}, {});
  decode(decoder, {data, size}, {1, 1});
  decode_samples(decoder, {data, size});
  return 0;
}
