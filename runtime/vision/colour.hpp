// Pixels of any supported format as RGB.
//
// YUV is BT.601 in studio range (Y 16..235, U and V 16..240), and each chroma sample serves the
// two or four pixels it was taken from. With c = Y - 16, d = U - 128, e = V - 128, and every
// result divided by 65536, rounded half up and clamped to 0..255:
//   R = 76309 c + 104597 e      G = 76309 c - 25675 d - 53279 e      B = 76309 c + 132201 d
#pragma once

#include <cstdint>

#include "runtime/status.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus {

// Writes pixels x .. x + count - 1 of row y as R G B bytes. They must lie inside the picture.
void read_rgb(const ImageView& image, std::int32_t x, std::int32_t y, std::int32_t count,
              std::uint8_t* rgb);

// The whole picture, to a target of the same size (kUnsupported otherwise).
Status convert_to_rgb(const ImageView& image, const MutableImage& target);

}  // namespace ocellus
