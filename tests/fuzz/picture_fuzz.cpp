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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static picture::Decoder decoder(g_region);
  decode(decoder, {data, size}, {});
  decode(decoder, {data, size}, {1, 1});
  return 0;
}
