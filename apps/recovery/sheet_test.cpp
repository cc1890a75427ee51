#include "apps/recovery/sheet.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ocellus::recovery {
namespace {

std::vector<std::string> rows_of(std::string_view text, std::size_t columns) {
  std::vector<std::string> rows;
  while (!text.empty()) rows.emplace_back(take_row(text, columns));
  return rows;
}

TEST(Sheet, BreaksBetweenWords) {
  using Rows = std::vector<std::string>;
  EXPECT_EQ(rows_of("one two three", 7), (Rows{"one two", "three"}));
  EXPECT_EQ(rows_of("one two three", 8), (Rows{"one two", "three"}));
  EXPECT_EQ(rows_of("one", 7), (Rows{"one"}));
  EXPECT_EQ(rows_of("0123456789abcdef", 10), (Rows{"0123456789", "abcdef"}));
  EXPECT_EQ(rows_of(" x", 7), (Rows{" x"}));
  // A row that is full without a place to break, and spaces alone.
  EXPECT_EQ(rows_of("          ", 4), (Rows{"    "}));
}

struct Picture {
  std::vector<std::uint8_t> pixels =
      std::vector<std::uint8_t>(std::size_t{3} * kSheetWidth * kSheetHeight, 7);
  MutableImage image = {kSheetWidth, kSheetHeight, pixels.data(), 3 * kSheetWidth};
};

TEST(Sheet, EveryPixelIsDrawnAndNewsChangeIt) {
  Words words;
  words.add("This device cannot start");
  Picture first;
  draw_sheet(first.image, words, "waiting", 0);
  Picture again = first;
  again.image.pixels = again.pixels.data();
  draw_sheet(again.image, words, "waiting", 0);
  EXPECT_EQ(first.pixels, again.pixels);
  draw_sheet(again.image, words, "writing, 40 %", 0);
  EXPECT_NE(first.pixels, again.pixels);
  draw_sheet(again.image, words, "waiting", 1);  // the turning sign
  EXPECT_NE(first.pixels, again.pixels);
}

TEST(Sheet, TakesAsMuchAsThereMayBe) {
  Words words;
  for (std::size_t i = 0; i < Words::kMost; ++i) words.add("%s", std::string(300, 'W').c_str());
  Picture picture;
  const std::string news(400, 'n');
  draw_sheet(picture.image, words, news, 3);
}

}  // namespace
}  // namespace ocellus::recovery
