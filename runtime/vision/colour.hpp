// Pixels of any supported format as RGB.
//
// YUV is BT.601. With c = Y - black, d = U - 128, e = V - 128, in levels, and the matrix of the
// format's range, every result divided by 2^13, rounded half up and clamped to 0..255:
//   R = luma c + red e      G = luma c + green_u d + green_v e      B = luma c + blue d
// Each chroma sample serves the pixels it was taken from.
#pragma once

#include <cstdint>

#include "runtime/isa.hpp"
#include "runtime/status.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus {

struct ColourMatrix {
  static constexpr int kBits = 13;  // the factors below are multiples of 2^-13

  std::int16_t black;
  std::int16_t luma;
  std::int16_t red;
  std::int16_t green_u;
  std::int16_t green_v;
  std::int16_t blue;
};

// Y 16..235, U and V 16..240: factors 255 / 219, and 255 / 112 times those of the other.
inline constexpr ColourMatrix kStudioRange = {16, 9539, 13075, -3209, -6660, 16525};
// All 0..255, as in JPEG files (ITU-T T.871): factors 1, 1.402, -0.344136, -0.714136, 1.772.
inline constexpr ColourMatrix kFullRange = {0, 8192, 11485, -2819, -5850, 14516};

constexpr const ColourMatrix& colour_matrix(const YuvLayout& layout) {
  return layout.studio_range ? kStudioRange : kFullRange;
}

// The whole picture, to a target of the same size (kUnsupported otherwise). `isa` is one that the
// processor has; kUnsupported when the program was not built with it.
Status convert_to_rgb(const ImageView& image, const MutableImage& target, Isa isa = Isa::kScalar);

}  // namespace ocellus
