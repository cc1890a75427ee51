#include "runtime/draw/draw.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "runtime/draw/canvas.hpp"
#include "runtime/draw/font.hpp"
#include "runtime/draw/overlay.hpp"

namespace ocellus {
namespace {

constexpr Colour kRed = {250, 10, 20};

using Rows = std::vector<std::string>;

TEST(Draw, BoxIsAnOutlineInsideTheBox) {
  Canvas canvas(8, 6);
  draw_box(canvas.image(), {1, 1, 7, 5.4f}, kRed, 1);
  EXPECT_EQ(canvas.rows(),
            (Rows{"........", ".######.", ".#....#.", ".#....#.", ".######.", "........"}));
  EXPECT_EQ(canvas.at(1, 1), kRed);
  draw_box(canvas.image(), {1, 1, 7, 5}, kRed, 2);
  EXPECT_EQ(canvas.rows()[2], ".######.");
  Canvas thin(5, 3);
  draw_box(thin.image(), {1, 0, 2, 3}, kRed, 4);
  EXPECT_EQ(thin.rows(), (Rows{".#...", ".#...", ".#..."}));
}

TEST(Draw, LinesRunFromEndToEnd) {
  Canvas canvas(5, 5);
  draw_line(canvas.image(), {0.5f, 0.5f}, {4.5f, 4.5f}, kRed, 1);
  EXPECT_EQ(canvas.rows(), (Rows{"#....", ".#...", "..#..", "...#.", "....#"}));
  Canvas thick(5, 5);
  draw_line(thick.image(), {-100, 2.5f}, {100, 2.5f}, kRed, 3);
  EXPECT_EQ(thick.rows(), (Rows{".....", "#####", "#####", "#####", "....."}));
  Canvas dot(3, 3);
  draw_line(dot.image(), {1.5f, 1.5f}, {1.5f, 1.5f}, kRed, 1);
  EXPECT_EQ(dot.rows(), (Rows{"...", ".#.", "..."}));
}

TEST(Draw, PolygonsAreClosed) {
  Canvas canvas(4, 4);
  const Point corners[] = {{0.5f, 0.5f}, {3.5f, 0.5f}, {3.5f, 3.5f}, {0.5f, 3.5f}};
  draw_polygon(canvas.image(), corners, kRed, 1);
  EXPECT_EQ(canvas.rows(), (Rows{"####", "#..#", "#..#", "####"}));
}

TEST(Draw, TextIsWrittenFromItsUpperLeftCorner) {
  Canvas canvas(12, 8);
  draw_text(canvas.image(), 0, 1, "L1", kRed, 1);
  EXPECT_EQ(canvas.rows(), (Rows{"............", "#.......#...", "#......##...", "#.......#...",
                                 "#.......#...", "#.......#...", "#.......#...", "#####..###.."}));
  EXPECT_EQ(text_width("L1", 1), 11);
  EXPECT_EQ(text_width("L1", 3), 33);
  EXPECT_EQ(text_width("", 3), 0);
}

TEST(Draw, MixesByOpacity) {
  Canvas canvas(2, 1);
  fill_rectangle(canvas.image(), 0, 0, 1, 1, {200, 100, 50}, 128);
  EXPECT_EQ(canvas.at(0, 0), (Colour{100, 50, 25}));
  EXPECT_EQ(canvas.at(1, 0), kBlack);
}

TEST(Draw, LabelsStayInThePictureAndReadable) {
  for (const Point corner : {Point{-50, -50}, {500, 500}, {20, 20}}) {
    Canvas canvas(60, 30);
    draw_label(canvas.image(), corner, "Person", {255, 196, 0}, 1);
    int plate = 0;
    for (std::int32_t y = 0; y < 30; ++y) {
      for (std::int32_t x = 0; x < 60; ++x) plate += canvas.at(x, y).red > 100 ? 1 : 0;
    }
    int ink = 0;
    for (const char letter : std::string("Person")) {
      for (const auto row : font::glyph(letter)) ink += __builtin_popcount(row);
    }
    EXPECT_EQ(plate, (35 + 4) * (7 + 4) - ink);
    EXPECT_TRUE(canvas.frame_is_untouched());
  }
  EXPECT_EQ(text_colour({0, 0, 90}), kWhite);
}

TEST(Draw, NeverLeavesThePicture) {
  const float places[] = {-1e30f, -1e5f, -3, 0, 7, 15.5f, 1e5f, 1e30f, INFINITY, -INFINITY, NAN};
  Canvas canvas(16, 12);
  for (const float a : places) {
    for (const float b : places) {
      for (const float c : {-1e30f, -2.0f, 5.0f, 1e30f, NAN}) {
        draw_box(canvas.image(), {a, b, c, a}, kRed, 3);
        draw_line(canvas.image(), {a, b}, {c, a}, kRed, 5);
        draw_label(canvas.image(), {a, b}, "a long label that is cut", kRed, 2);
      }
    }
  }
  draw_text(canvas.image(), -2000000000, 2000000000, "far", kRed, 64);
  EXPECT_TRUE(canvas.frame_is_untouched());
}

TEST(Draw, FontHasADifferentGlyphForEveryLetter) {
  std::set<font::Glyph> glyphs(font::kGlyphs.begin(), font::kGlyphs.end());
  EXPECT_EQ(glyphs.size(), font::kGlyphs.size());
  for (const auto& glyph : font::kGlyphs) {
    for (const auto row : glyph) EXPECT_LT(row, 32);
  }
  EXPECT_EQ(font::glyph('\xe9'), font::glyph('?'));
}

TEST(Draw, NeighbouringTracksDifferInColour) {
  for (std::uint32_t id = 0; id < 30; ++id) {
    for (std::uint32_t other = id + 1; other < id + 12; ++other) {
      EXPECT_NE(track_colour(id), track_colour(other));
    }
  }
}

TEST(Overlay, ShowsTracksLinesAndZones) {
  const auto tracker = std::make_unique<Tracker>();
  const auto scene = std::make_unique<Scene>();
  ASSERT_TRUE(tracker->prepare({}, {200, 150}).ok());
  const CountingLine line = {"door", {10, 140}, {190, 140}};
  Zone zone;
  zone.name = "yard";
  zone.corner_count = 3;
  zone.corners = {Point{150, 20}, {190, 20}, {190, 60}};
  ASSERT_TRUE(scene->prepare(std::span(&line, 1), std::span(&zone, 1)).ok());
  const Detection person = {{50, 40, 80, 120}, 0.7f, LabelIndex{1}};
  for (int i = 0; i < 3; ++i) tracker->update(std::span(&person, 1), milliseconds(100 * i));

  Canvas canvas(200, 150);
  const std::string_view labels[] = {"???", "Person"};
  draw_scene(canvas.image(), *scene);
  draw_tracks(canvas.image(), *tracker, labels);
  EXPECT_EQ(canvas.at(50, 80), track_colour(1));
  EXPECT_EQ(canvas.at(65, 80), kBlack);
  EXPECT_NE(canvas.at(100, 140), kBlack);
  EXPECT_NE(canvas.at(190, 40), kBlack);
  EXPECT_NE(canvas.at(51, 35), kBlack);  // the label's plate, above the box
  EXPECT_TRUE(canvas.frame_is_untouched());
}

}  // namespace
}  // namespace ocellus
