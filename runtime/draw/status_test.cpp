#include "runtime/draw/status.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "runtime/draw/canvas.hpp"
#include "runtime/draw/font.hpp"

namespace ocellus {
namespace {

constexpr std::int32_t kRow = 22;  // pixels, on pictures up to 800 high
constexpr Colour kGrass = {90, 120, 60};

// What stands in the picture in letters of that size, from their upper left corner on, read back by
// the font: the brightest pixels are ink.
std::string read(const Canvas& canvas, std::int32_t x, std::int32_t y, std::int32_t scale) {
  std::string text;
  for (; x + font::kWidth * scale <= canvas.image().width; x += font::kAdvance * scale) {
    font::Glyph seen = {};
    for (std::int32_t row = 0; row < font::kHeight; ++row) {
      for (std::int32_t column = 0; column < font::kWidth; ++column) {
        const Colour colour = canvas.at(x + column * scale, y + row * scale);
        const bool ink = colour.red > 200 && colour.green > 200 && colour.blue > 200;
        seen[static_cast<std::size_t>(row)] |=
            static_cast<std::uint8_t>(ink << (font::kWidth - 1 - column));
      }
    }
    char letter = '\0';
    for (char c = font::kFirst; c <= font::kLast; ++c) {
      if (font::glyph(c) == seen) letter = c;
    }
    text += letter == '\0' ? '#' : letter;
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string row(const Canvas& canvas, std::int32_t index) {
  return read(canvas, 4, index * kRow + 4, 2);
}

std::string last_row(const Canvas& canvas) {
  return read(canvas, 4, canvas.image().height - kRow + 4, 2);
}

// The figures on the right end there, not in a column of the left's letters.
std::string right_of_bar(const Canvas& canvas, std::size_t letters) {
  const auto width = static_cast<std::int32_t>(12 * letters - 2);
  return read(canvas, canvas.image().width - 4 - width, 4, 2);
}

std::unique_ptr<Canvas> lawn(std::int32_t width, std::int32_t height) {
  auto canvas = std::make_unique<Canvas>(width, height);
  fill_rectangle(canvas->image(), 0, 0, width, height, kGrass);
  return canvas;
}

class Place {
 public:
  Place(std::size_t lines, std::size_t zones) {
    std::array<CountingLine, Scene::kMaxLines> line;
    line.fill({"door", {10, 140}, {190, 140}});
    std::array<Zone, Scene::kMaxZones> zone;
    zone.fill({"yard", 3, {Point{150, 20}, {190, 20}, {190, 60}}});
    EXPECT_TRUE(scene_->prepare(std::span(line).first(lines), std::span(zone).first(zones)).ok());
  }
  // Somebody walks over the line, downwards: in.
  void cross() {
    const auto tracker = std::make_unique<Tracker>();
    EXPECT_TRUE(tracker->prepare({}, {200, 200}).ok());
    for (int i = 0; i < 20; ++i) {
      const float y = 60 + 5 * static_cast<float>(i);
      const Detection person = {{80, y, 100, y + 40}, 0.8f, LabelIndex{1}};
      tracker->update(std::span(&person, 1), milliseconds(100 * i));
      scene_->update(*tracker, milliseconds(100 * i), static_cast<std::uint64_t>(i));
    }
  }
  const Scene* scene() const { return scene_.get(); }

 private:
  std::unique_ptr<Scene> scene_ = std::make_unique<Scene>();
};

TEST(Status, ShowsNameTimeRateAndTemperature) {
  for (const std::int32_t width : {640, 800}) {
    const auto canvas = lawn(width, 480);
    draw_status(canvas->image(), {.name = "Yard",
                                  .time = "12:30:05",
                                  .frames_per_second = 12.44f,
                                  .degrees = 58,
                                  .counts = {},
                                  .trouble = {}});
    EXPECT_EQ(row(*canvas, 0).substr(0, 14), "Yard  12:30:05");
    EXPECT_EQ(right_of_bar(*canvas, 14), "12.4 fps  58 C");
    EXPECT_EQ(canvas->at(width / 2, kRow), kGrass);
    EXPECT_EQ(canvas->at(width / 2, 479), kGrass);
    EXPECT_TRUE(canvas->frame_is_untouched());
  }
}

TEST(Status, LeavesOutWhatIsNotKnown) {
  const auto canvas = lawn(640, 480);
  draw_status(canvas->image(), {.name = {}, .time = {}, .counts = {}, .trouble = {}});
  EXPECT_EQ(row(*canvas, 0), "");
  draw_status(canvas->image(),
              {.name = {}, .time = {}, .degrees = -7, .counts = {}, .trouble = {}});
  EXPECT_EQ(right_of_bar(*canvas, 4), "-7 C");
}

TEST(Status, BearsAnyRate) {
  struct Case {
    float rate;
    std::string text;
  };
  for (const Case& one : {Case{0, "0.0 fps"},
                          {-1, "0.0 fps"},
                          {0.96f, "1.0 fps"},
                          {1e9f, "9999.0 fps"},
                          {__builtin_nanf(""), "0.0 fps"}}) {
    const auto canvas = lawn(640, 480);
    draw_status(
        canvas->image(),
        {.name = {}, .time = {}, .frames_per_second = one.rate, .counts = {}, .trouble = {}});
    EXPECT_EQ(right_of_bar(*canvas, one.text.size()), one.text);
  }
}

TEST(Status, CountsOfEveryDetector) {
  Place people(1, 1);
  const Place faces(1, 1);
  people.cross();
  const Counts counts[] = {{"Person", people.scene()}, {"Face", faces.scene()}};
  const auto canvas = lawn(640, 480);
  draw_status(canvas->image(), {.name = "a", .time = {}, .counts = counts, .trouble = {}});
  EXPECT_EQ(row(*canvas, 1), "Person  door: 1 in, 0 out  yard: 0");
  EXPECT_EQ(row(*canvas, 2), "Face  door: 0 in, 0 out  yard: 0");
  EXPECT_EQ(canvas->at(639, 3 * kRow), kGrass);
}

TEST(Status, ManyCountsTakeAThirdOfThePictureAtMost) {
  const Place place(Scene::kMaxLines, Scene::kMaxZones);
  const Counts counts[] = {{"Person", place.scene()}, {"Face", place.scene()}};
  const auto canvas = lawn(640, 480);
  draw_status(canvas->image(), {.name = {}, .time = {}, .counts = counts, .trouble = {}});
  EXPECT_EQ(row(*canvas, 1), "Person  door: 0 in, 0 out  door: 0 in, 0 out");
  EXPECT_EQ(row(*canvas, 2), "door: 0 in, 0 out  door: 0 in, 0 out");
  EXPECT_NE(canvas->at(639, 7 * kRow - 1), kGrass);
  EXPECT_EQ(canvas->at(639, 7 * kRow), kGrass);
  EXPECT_EQ(row(*canvas, 7), "");
}

TEST(Status, TroubleIsAtTheBottom) {
  const auto canvas = lawn(640, 480);
  draw_status(canvas->image(),
              {.name = {}, .time = {}, .counts = {}, .trouble = "no camera: stalled"});
  EXPECT_EQ(last_row(*canvas), "no camera: stalled");
  const Colour red = canvas->at(600, 479);
  EXPECT_GT(red.red, 100);
  EXPECT_LT(red.green, 50);
  EXPECT_EQ(canvas->at(600, 479 - kRow), kGrass);
}

TEST(Status, FiguresGoBeforeTheName) {
  const std::string name(60, 'N');
  const auto canvas = lawn(640, 480);
  draw_status(canvas->image(), {.name = name,
                                .time = "12:30",
                                .frames_per_second = 9.5f,
                                .counts = {},
                                .trouble = name + name});
  EXPECT_EQ(right_of_bar(*canvas, 7), "9.5 fps");
  EXPECT_EQ(row(*canvas, 0).substr(0, 45), std::string(45, 'N'));
  EXPECT_TRUE(canvas->frame_is_untouched());
}

TEST(Status, PageSaysWhatIsMissing) {
  const auto canvas = lawn(640, 480);
  draw_page(canvas->image(), "no picture yet",
            {.name = "Yard", .time = {}, .counts = {}, .trouble = "no camera: absent"});
  const std::int32_t width = 14 * 24 - 4;
  EXPECT_EQ(read(*canvas, (640 - width) / 2, 240 - 14, 4).substr(0, 14), "no picture yet");
  EXPECT_EQ(row(*canvas, 0), "Yard");
  EXPECT_EQ(last_row(*canvas), "no camera: absent");
  EXPECT_EQ(canvas->at(100, 100), kBlack);
}

TEST(Status, PageBreaksItsLinesAtBlanks) {
  const auto canvas = lawn(640, 480);  // 25 letters a line
  draw_page(canvas->image(), "waiting for a camera at /dev/video0",
            {.name = {}, .time = {}, .counts = {}, .trouble = {}});
  const std::int32_t top = 240 - 44 + 8;
  EXPECT_EQ(read(*canvas, (640 - (23 * 24 - 4)) / 2, top, 4), "waiting for a camera at");
  EXPECT_EQ(read(*canvas, (640 - (11 * 24 - 4)) / 2, top + 44, 4), "/dev/video0");
}

TEST(Status, StaysInPicturesOfAnySize) {
  const Place place(2, 2);
  const Counts counts[] = {{"Person", place.scene()}};
  const StatusPanel panel = {.name = "Yard",
                             .time = "12:30:05",
                             .frames_per_second = 10.0f,
                             .degrees = 50,
                             .counts = counts,
                             .trouble = "no camera"};
  for (const std::int32_t width : {1, 7, 50, 320, 481}) {
    for (const std::int32_t height : {1, 12, 33, 240, 1100}) {
      Canvas canvas(width, height);
      draw_status(canvas.image(), panel);
      EXPECT_TRUE(canvas.frame_is_untouched()) << width << " x " << height;
      draw_page(canvas.image(), " no picture  yet, averyverylongword ", panel);
      EXPECT_TRUE(canvas.frame_is_untouched()) << width << " x " << height;
    }
  }
}

TEST(Overlay, LabelsHaveTheCountsOfEveryDetector) {
  Place people(1, 1);
  const Place faces(1, 1);
  people.cross();
  const Counts both[] = {{"Person", people.scene()}, {"Face", faces.scene()}};
  Canvas canvas(300, 200);
  draw_scenes(canvas.image(), both);
  EXPECT_EQ(read(canvas, 12, 131, 1).substr(0, 42), "door: Person 1 in, 0 out; Face 0 in, 0 out");
  EXPECT_TRUE(canvas.frame_is_untouched());
}

}  // namespace
}  // namespace ocellus
