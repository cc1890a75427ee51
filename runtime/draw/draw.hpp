// Boxes, lines and letters on an RGB picture. Everything is clipped: coordinates may lie anywhere.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/vision/image.hpp"

namespace ocellus {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  bool operator==(const Colour&) const = default;
};

inline constexpr Colour kBlack = {0, 0, 0};
inline constexpr Colour kWhite = {255, 255, 255};

// Twelve hues that are told apart on a grey street, in turn; consecutive ids differ most.
Colour track_colour(std::uint32_t id);

// Black or white, whichever is read better on `background`.
Colour text_colour(Colour background);

// The pixels x0 <= x < x1, y0 <= y < y1, mixed with opacity / 256 of `colour`; opacity 0..256.
void fill_rectangle(const MutableImage& image, std::int32_t x0, std::int32_t y0, std::int32_t x1,
                    std::int32_t y1, Colour colour, std::int32_t opacity = 256);

// The box's outline, `thickness` pixels wide, inside the box; at least 1.
void draw_box(const MutableImage& image, const Box& box, Colour colour, std::int32_t thickness);

// A straight line of squares of `thickness` pixels.
void draw_line(const MutableImage& image, Point from, Point to, Colour colour,
               std::int32_t thickness);

// The closed outline through the corners.
void draw_polygon(const MutableImage& image, std::span<const Point> corners, Colour colour,
                  std::int32_t thickness);

// Letters of 5 x 7 pixels times `scale` (at least 1), the first one's upper left corner at x, y.
void draw_text(const MutableImage& image, std::int32_t x, std::int32_t y, std::string_view text,
               Colour colour, std::int32_t scale);

// How wide draw_text writes, in pixels.
std::int32_t text_width(std::string_view text, std::int32_t scale);

// Text on a translucent plate of `colour` whose lower left corner is at `corner`, moved as far as
// it must be to lie in the picture.
void draw_label(const MutableImage& image, Point corner, std::string_view text, Colour colour,
                std::int32_t scale);

}  // namespace ocellus
