#include "apps/recovery/sheet.hpp"

#include <algorithm>
#include <array>

#include "runtime/draw/draw.hpp"

namespace ocellus::recovery {
namespace {

constexpr std::int32_t kScale = 2;
constexpr std::int32_t kMargin = 12;
constexpr std::int32_t kRowHeight = 18;
constexpr std::int32_t kBarRows = 2;
constexpr std::int32_t kBarTop = kSheetHeight - kBarRows * kRowHeight - kMargin;
constexpr Colour kPaper = {16, 24, 40};
constexpr Colour kInk = {225, 230, 235};
constexpr Colour kHeadline = {255, 210, 90};
constexpr Colour kBar = {150, 40, 30};

void draw_row(const MutableImage& image, std::int32_t y, std::string_view text, Colour colour) {
  draw_text(image, kMargin, y, text, colour, kScale);
}

}  // namespace

std::string_view take_row(std::string_view& text, std::size_t columns) {
  std::size_t length = std::min(text.size(), columns);
  if (length < text.size()) {
    const std::size_t gap = text.substr(0, length + 1).rfind(' ');
    if (gap != text.npos && gap > 0) length = gap;
  }
  const std::string_view row = text.substr(0, length);
  text.remove_prefix(length);
  while (text.starts_with(' ')) text.remove_prefix(1);
  return row;
}

void draw_sheet(const MutableImage& image, const Words& words, std::string_view news,
                std::uint32_t turn) {
  fill_rectangle(image, 0, 0, image.width, image.height, kPaper);
  std::int32_t y = kMargin;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view left = words[i];
    while (!left.empty() && y + kRowHeight <= kBarTop) {
      draw_row(image, y, take_row(left), i == 0 ? kHeadline : kInk);
      y += kRowHeight;
    }
    y += kRowHeight / 3;
  }
  fill_rectangle(image, 0, kBarTop, image.width, image.height, kBar);
  constexpr std::string_view kTurning = "|/-\\";
  const std::string_view sign = kTurning.substr(turn % kTurning.size(), 1);
  draw_text(image, kSheetWidth - kMargin - text_width(sign, kScale), kBarTop + kMargin / 2, sign,
            kWhite, kScale);
  for (std::int32_t row = 0; row < kBarRows && !news.empty(); ++row) {
    draw_row(image, kBarTop + kMargin / 2 + row * kRowHeight, take_row(news, kColumns - 2), kWhite);
  }
}

}  // namespace ocellus::recovery
