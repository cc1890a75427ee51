#include "runtime/draw/draw.hpp"

#include <cstddef>

#include "runtime/draw/font.hpp"

namespace ocellus {
namespace {

constexpr std::int32_t kPlateOpacity = 176;  // of 256: the picture still shows through
constexpr std::int32_t kPlateBorder = 2;     // pixels around the text, times its scale

constexpr std::int32_t clamp(std::int32_t value, std::int32_t low, std::int32_t high) {
  return value < low ? low : value > high ? high : value;
}

// To the nearest pixel, kept near the picture so that nothing overflows; 0 for a NaN.
std::int32_t to_pixel(float value, std::int32_t limit) {
  const auto far = static_cast<float>(2 * limit + 64);
  if (!(value > -far)) return value < 0 ? static_cast<std::int32_t>(-far) : 0;
  if (value > far) return static_cast<std::int32_t>(far);
  const float raised = value + 0.5f;
  const auto truncated = static_cast<std::int32_t>(raised);
  return static_cast<float>(truncated) > raised ? truncated - 1 : truncated;
}

// What of the line from + share * along, `first` <= share <= `last`, has `offset` + share * `step`
// within `low`..`high`. False when nothing.
bool clip_share(float offset, float step, float low, float high, float& first, float& last) {
  if (step == 0) return offset >= low && offset <= high;
  const float a = (low - offset) / step;
  const float b = (high - offset) / step;
  const float enter = a < b ? a : b;
  const float leave = a < b ? b : a;
  if (enter > first) first = enter;
  if (leave < last) last = leave;
  return first <= last;
}

}  // namespace

Colour track_colour(std::uint32_t id) {
  constexpr Colour kPalette[] = {{255, 196, 0},   {0, 200, 255},  {255, 88, 88},   {120, 230, 60},
                                 {214, 120, 255}, {255, 140, 0},  {0, 232, 176},   {255, 110, 190},
                                 {110, 150, 255}, {222, 232, 60}, {200, 150, 100}, {150, 220, 220}};
  return kPalette[id % (sizeof kPalette / sizeof kPalette[0])];
}

Colour text_colour(Colour background) {
  const std::int32_t luma = 299 * background.red + 587 * background.green + 114 * background.blue;
  return luma > 128 * 1000 ? kBlack : kWhite;
}

void fill_rectangle(const MutableImage& image, std::int32_t x0, std::int32_t y0, std::int32_t x1,
                    std::int32_t y1, Colour colour, std::int32_t opacity) {
  x0 = clamp(x0, 0, image.width);
  x1 = clamp(x1, 0, image.width);
  y0 = clamp(y0, 0, image.height);
  y1 = clamp(y1, 0, image.height);
  opacity = clamp(opacity, 0, 256);
  const auto mix = [opacity](std::uint8_t below, std::uint8_t above) {
    return static_cast<std::uint8_t>((below * (256 - opacity) + above * opacity) >> 8);
  };
  for (std::int32_t y = y0; y < y1; ++y) {
    std::uint8_t* pixel = image.pixels + std::ptrdiff_t{y} * image.stride + std::ptrdiff_t{3} * x0;
    for (std::int32_t x = x0; x < x1; ++x, pixel += 3) {
      pixel[0] = mix(pixel[0], colour.red);
      pixel[1] = mix(pixel[1], colour.green);
      pixel[2] = mix(pixel[2], colour.blue);
    }
  }
}

void draw_box(const MutableImage& image, const Box& box, Colour colour, std::int32_t thickness) {
  const std::int32_t x0 = to_pixel(box.x0, image.width);
  const std::int32_t y0 = to_pixel(box.y0, image.height);
  const std::int32_t x1 = to_pixel(box.x1, image.width);
  const std::int32_t y1 = to_pixel(box.y1, image.height);
  if (x0 >= x1 || y0 >= y1) return;
  const std::int32_t width = x1 - x0;
  const std::int32_t height = y1 - y0;
  const std::int32_t across = clamp(thickness, 1, (width + 1) / 2);
  const std::int32_t down = clamp(thickness, 1, (height + 1) / 2);
  fill_rectangle(image, x0, y0, x1, y0 + down, colour);
  fill_rectangle(image, x0, y1 - down, x1, y1, colour);
  fill_rectangle(image, x0, y0 + down, x0 + across, y1 - down, colour);
  fill_rectangle(image, x1 - across, y0 + down, x1, y1 - down, colour);
}

void draw_line(const MutableImage& image, Point from, Point to, Colour colour,
               std::int32_t thickness) {
  thickness = clamp(thickness, 1, 64);
  const auto edge = static_cast<float>(thickness);
  const Point along = {to.x - from.x, to.y - from.y};
  float first = 0;
  float last = 1;
  if (!clip_share(from.x, along.x, -edge, static_cast<float>(image.width) + edge, first, last) ||
      !clip_share(from.y, along.y, -edge, static_cast<float>(image.height) + edge, first, last)) {
    return;
  }
  const Point start = {from.x + first * along.x, from.y + first * along.y};
  const Point step = {(last - first) * along.x, (last - first) * along.y};
  const float wide = step.x < 0 ? -step.x : step.x;
  const float high = step.y < 0 ? -step.y : step.y;
  const std::int32_t steps =
      to_pixel((wide > high ? wide : high) + 0.5f, image.width + image.height);
  for (std::int32_t i = 0; i <= steps; ++i) {
    const float share = steps > 0 ? static_cast<float>(i) / static_cast<float>(steps) : 0;
    const std::int32_t x =
        to_pixel(start.x + share * step.x - 0.5f, image.width) - (thickness - 1) / 2;
    const std::int32_t y =
        to_pixel(start.y + share * step.y - 0.5f, image.height) - (thickness - 1) / 2;
    fill_rectangle(image, x, y, x + thickness, y + thickness, colour);
  }
}

void draw_polygon(const MutableImage& image, std::span<const Point> corners, Colour colour,
                  std::int32_t thickness) {
  for (std::size_t i = 0; i < corners.size(); ++i) {
    draw_line(image, corners[i], corners[(i + 1) % corners.size()], colour, thickness);
  }
}

void draw_text(const MutableImage& image, std::int32_t x, std::int32_t y, std::string_view text,
               Colour colour, std::int32_t scale) {
  scale = clamp(scale, 1, 64);
  for (const char letter : text) {
    if (x >= image.width) return;
    const font::Glyph& glyph = font::glyph(letter);
    for (std::int32_t row = 0; row < font::kHeight; ++row) {
      for (std::int32_t column = 0; column < font::kWidth; ++column) {
        if ((glyph[row] >> (font::kWidth - 1 - column) & 1) == 0) continue;
        const std::int32_t left = x + column * scale;
        const std::int32_t top = y + row * scale;
        fill_rectangle(image, left, top, left + scale, top + scale, colour);
      }
    }
    x += font::kAdvance * scale;
  }
}

std::int32_t text_width(std::string_view text, std::int32_t scale) {
  if (text.empty()) return 0;
  const std::size_t letters = text.size() < 4096 ? text.size() : 4096;
  const std::int32_t gap = font::kAdvance - font::kWidth;
  return (static_cast<std::int32_t>(letters) * font::kAdvance - gap) * clamp(scale, 1, 64);
}

void draw_label(const MutableImage& image, Point corner, std::string_view text, Colour colour,
                std::int32_t scale) {
  scale = clamp(scale, 1, 64);
  const std::int32_t border = kPlateBorder * scale;
  const std::int32_t width = text_width(text, scale) + 2 * border;
  const std::int32_t height = font::kHeight * scale + 2 * border;
  const std::int32_t room_x = image.width > width ? image.width - width : 0;
  const std::int32_t room_y = image.height > height ? image.height - height : 0;
  const std::int32_t x = clamp(to_pixel(corner.x, image.width), 0, room_x);
  const std::int32_t y = clamp(to_pixel(corner.y, image.height) - height, 0, room_y);
  fill_rectangle(image, x, y, x + width, y + height, colour, kPlateOpacity);
  draw_text(image, x + border, y + border, text, text_colour(colour), scale);
}

}  // namespace ocellus
