// A picture of any format, scaled into the memory of a screen.
//
// Bilinear, with half-pixel centres: target pixel t has its centre at (t + 1/2) * source / target,
// and mixes the two source pixels around it, per axis, with weights in 256ths; first along the
// rows, rounded to a level, then down the columns. A picture of the area's size is copied exactly.
// Shrinking to less than half skips source pixels: who shows large pictures decodes them smaller.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/isa.hpp"
#include "runtime/status.hpp"
#include "runtime/vision/image.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus::display {

// Memory that a screen shows: 4 bytes a pixel, blue, green, red and one that is ignored.
struct Surface {
  PixelSize size;
  std::uint8_t* pixels = nullptr;
  std::ptrdiff_t stride = 0;  // bytes from one row to the next, at least 4 * size.width
};

// The largest area of the picture's proportions amid the screen; at least one pixel each way. Both
// sizes at least 1.
Region fit(PixelSize picture, PixelSize screen);

class Scaler {
 public:
  static constexpr std::int32_t kMost = 4096;  // pixels a side, of picture and screen

  // `isa`: one that the processor has, for pictures that are not RGB.
  explicit Scaler(Isa isa = Isa::kScalar) : isa_(isa) {}

  // Writes every pixel of the surface, once and in order, and reads none: such memory is slow to
  // read. What the picture leaves free becomes black. kTooLarge beyond kMost, kUnsupported for an
  // empty picture or surface and for an ISA that the program was not built with; nothing is written
  // then. Allocates nothing.
  Status draw(const ImageView& picture, const Surface& surface);

 private:
  struct Tap {
    std::uint16_t first = 0;   // source pixel; the other is the next one
    std::uint16_t weight = 0;  // of the other, in 256ths; 0..255
  };
  using Row = std::array<std::uint8_t, 4 * std::size_t{kMost}>;

  static Tap tap(std::int32_t target, std::int32_t source_length, std::int32_t target_length);
  void prepare(PixelSize picture, PixelSize screen);
  const std::uint8_t* scaled_row(const ImageView& picture, std::int32_t y);

  Isa isa_;
  PixelSize picture_;
  PixelSize screen_;
  Region area_;
  std::array<Tap, kMost> columns_ = {};

  std::array<std::uint8_t, 3 * (std::size_t{kMost} + 1)> source_ = {};  // RGB, the last pixel twice
  // Source rows at their final width, as the screen has pixels: an even and an odd one.
  std::array<Row, 2> rows_ = {};
  std::array<std::int32_t, 2> held_ = {-1, -1};  // which
};

}  // namespace ocellus::display
