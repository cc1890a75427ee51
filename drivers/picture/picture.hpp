// Compressed pictures in and out of memory, without an allocator.
//
// Everything a codec needs, its library's working memory and the pixels it hands out, lies in one
// region that the caller sets aside once. Each call starts with an empty region, so the ten
// thousandth picture finds as much room as the first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/picture/region.hpp"
#include "runtime/status.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus::picture {

enum class Encoding : std::uint8_t { kUnknown, kJpeg, kPng };

// What the first bytes of a file say it is.
Encoding encoding_of(std::span<const std::uint8_t> file);

struct Size {
  std::int32_t width = 0;
  std::int32_t height = 0;
  bool operator==(const Size&) const = default;
};

// Decodes JPEG (baseline, progressive, arithmetic; grey, YCbCr, RGB) and PNG (every colour type
// and depth) to RGB24. The same file gives the same bytes on every machine.
//
// Construct it at start-up, on the thread that will decode: libjpeg-turbo asks the operating
// system about the CPU the first time a thread uses it, which allocates.
class Decoder {
 public:
  // What a decoder needs of its region: the pixels, 3 * width * height bytes (PNG with alpha: 4),
  // plus about 100 * width bytes and 64 KiB for JPEG, 8 * width and 64 KiB for PNG. A progressive
  // JPEG also keeps its coefficients: up to 6 * width * height bytes of the full size.
  static constexpr std::size_t kMinimumRegion = std::size_t{1} << 18;

  explicit Decoder(std::span<std::byte> region);

  // `at_least`: how many pixels the caller has use for. A JPEG is decoded at the smallest of 1/8,
  // 1/4, 1/2 and 1 times its size that is still at least that wide and high; {0, 0} asks for the
  // full size, a single 0 leaves that direction free. A PNG always comes at its full size.
  //
  // `picture` lies in the region and is valid until the next call; rows follow each other without
  // gaps. `full_size` is set as soon as the header was understood, also when decoding fails later.
  // PNG: 16-bit samples are rounded to 8, transparency is laid over black, gamma is left alone.
  //
  // kUnsupported: neither JPEG nor PNG, or a kind of JPEG that has no RGB (CMYK, 12 bit, lossless).
  // kCorrupt: the data contradict themselves, `at` is the byte offset reached. kTruncated: the data
  // end too soon. kTooLarge: the region is too small for this picture. `picture` is then empty.
  Status decode(std::span<const std::uint8_t> file, Size at_least, MutableImage& picture,
                Size& full_size);

  // The same without a change of colours, for what reads YUV as well: a JPEG of Y, Cb and Cr comes
  // as kJpeg444, kJpeg422 or kJpeg420, a grey one as kGrey8; anything else as kRgb24. Less work,
  // and fewer bytes for the next step to read. Rows may be followed by a few bytes.
  Status decode_samples(std::span<const std::uint8_t> file, Size at_least, ImageView& picture,
                        Size& full_size);

 private:
  Region region_;
};

// Encodes RGB24 as baseline JPEG with 4:2:0 chroma.
class Encoder {
 public:
  // What an encoder needs of its region: about 100 * width bytes and 64 KiB.
  static constexpr std::size_t kMinimumRegion = std::size_t{1} << 18;

  explicit Encoder(std::span<std::byte> region);

  // Writes one JPEG file into `file` and its length into `size`. `quality` is libjpeg's, 1 to 100.
  // kTooLarge: `file` or the region is too small, or the picture wider or higher than 65500.
  Status encode(const MutableImage& picture, int quality, std::span<std::uint8_t> file,
                std::size_t& size);

 private:
  Region region_;
};

}  // namespace ocellus::picture
