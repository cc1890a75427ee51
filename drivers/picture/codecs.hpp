// The decoders behind Decoder::decode() and Decoder::decode_samples(); the contracts stand there.
#pragma once

#include "drivers/picture/picture.hpp"

namespace ocellus::picture {

Status decode_jpeg(Region& region, std::span<const std::uint8_t> file, Size at_least,
                   MutableImage& picture, Size& full_size);

Status decode_jpeg_samples(Region& region, std::span<const std::uint8_t> file, Size at_least,
                           ImageView& picture, Size& full_size);

Status decode_png(Region& region, std::span<const std::uint8_t> file, MutableImage& picture,
                  Size& full_size);

}  // namespace ocellus::picture
