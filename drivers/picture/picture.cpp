#include "drivers/picture/picture.hpp"

#include <algorithm>
#include <array>

#include "drivers/picture/codecs.hpp"
#include "drivers/picture/jpeg_library.hpp"

namespace ocellus::picture {
namespace {

constexpr std::array<std::uint8_t, 3> kJpegSignature = {0xFF, 0xD8, 0xFF};
constexpr std::array<std::uint8_t, 8> kPngSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

template <std::size_t N>
bool starts_with(std::span<const std::uint8_t> file, const std::array<std::uint8_t, N>& signature) {
  return file.size() >= N && std::equal(signature.begin(), signature.end(), file.begin());
}

}  // namespace

Encoding encoding_of(std::span<const std::uint8_t> file) {
  if (starts_with(file, kJpegSignature)) return Encoding::kJpeg;
  if (starts_with(file, kPngSignature)) return Encoding::kPng;
  return Encoding::kUnknown;
}

Decoder::Decoder(std::span<std::byte> region) : region_(region) { warm_up_jpeg(region_); }

Status Decoder::decode(std::span<const std::uint8_t> file, Size at_least, MutableImage& picture,
                       Size& full_size) {
  region_.clear();
  picture = {};
  full_size = {};
  switch (encoding_of(file)) {
    case Encoding::kJpeg:
      return decode_jpeg(region_, file, at_least, picture, full_size);
    case Encoding::kPng:
      return decode_png(region_, file, picture, full_size);
    case Encoding::kUnknown:
      break;
  }
  return file.empty() ? Status::failure(Code::kTruncated, "the picture is empty")
                      : Status::failure(Code::kUnsupported, "neither a JPEG nor a PNG picture");
}

Status Decoder::decode_samples(std::span<const std::uint8_t> file, Size at_least,
                               ImageView& picture, Size& full_size) {
  if (encoding_of(file) == Encoding::kJpeg) {
    region_.clear();
    picture = {};
    full_size = {};
    return decode_jpeg_samples(region_, file, at_least, picture, full_size);
  }
  MutableImage rgb;
  const Status status = decode(file, at_least, rgb, full_size);
  picture = rgb.view();
  return status;
}

}  // namespace ocellus::picture
