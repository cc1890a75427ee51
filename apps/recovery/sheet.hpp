// Words on a picture for the screen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "apps/recovery/words.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus::recovery {

// Letters of 5 x 7 pixels at twice their size.
inline constexpr std::int32_t kSheetWidth = 640;
inline constexpr std::int32_t kSheetHeight = 480;
inline constexpr std::size_t kColumns = 51;
inline constexpr std::size_t kRows = 25;

// As much of `text` as one row takes, up to a space where there is one; `text` keeps the rest.
std::string_view take_row(std::string_view& text, std::size_t columns = kColumns);

// The first paragraph is a headline; `news` stands in a bar at the lower edge, with a turning sign
// that shows that the console lives. `image` is RGB of the size above; rows that do not fit are
// left out.
void draw_sheet(const MutableImage& image, const Words& words, std::string_view news,
                std::uint32_t turn);

}  // namespace ocellus::recovery
