// For programs that read neither PNG nor raw formats that need a conversion, in place of the
// drivers that do: the linker takes their archives' objects only where these names are missing.
#include "drivers/capture/pixel_converter.hpp"
#include "drivers/picture/codecs.hpp"

namespace ocellus::picture {

Status decode_png(Region&, std::span<const std::uint8_t>, MutableImage&, Size&) {
  return Status::failure(Code::kUnsupported, "PNG: this program reads JPEG only");
}

}  // namespace ocellus::picture

namespace ocellus::capture {

Status PixelConverter::open(const RawCodec&, std::int32_t, std::int32_t, std::span<std::uint8_t>,
                            std::span<std::uint8_t>) {
  return Status::failure(Code::kUnsupported, "this program converts no pixel formats");
}

void PixelConverter::close() {}

Status PixelConverter::prepare() {
  return Status::failure(Code::kUnsupported, "this program converts no pixel formats");
}

void PixelConverter::choose(const RawCodec&, std::int32_t, std::int32_t) {}

Status PixelConverter::convert(std::span<std::uint8_t>, std::span<std::uint8_t>) {
  return Status::failure(Code::kUnsupported, "this program converts no pixel formats");
}

}  // namespace ocellus::capture
