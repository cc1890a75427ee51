#include "runtime/draw/status.hpp"

#include "runtime/draw/caption.hpp"
#include "runtime/draw/draw.hpp"
#include "runtime/draw/font.hpp"

namespace ocellus {
namespace {

constexpr Colour kTroubleColour = {180, 16, 16};
constexpr Colour kCountColour = {225, 225, 225};
constexpr std::int32_t kBarOpacity = 176;  // of 256

// Letters and rows, in pixels of one picture.
struct Rows {
  std::int32_t scale;
  std::int32_t letter;  // from one to the next
  std::int32_t height;  // of a row
  std::int32_t border;  // around its letters

  explicit Rows(const MutableImage& image) {
    const std::int32_t grown = image.height / 270;
    scale = image.width < 480 || image.height < 360 ? 1 : grown > 2 ? grown : 2;
    letter = font::kAdvance * scale;
    border = 2 * scale;
    height = font::kHeight * scale + 2 * border;
  }
};

// Not substr(), which may throw.
std::string_view first_of(std::string_view text, std::size_t most) {
  return {text.data(), text.size() < most ? text.size() : most};
}

// Writes from a place of a row on, up to an end; returns where the next word begins, two blanks on.
std::int32_t write(const MutableImage& image, const Rows& rows, std::int32_t x, std::int32_t y,
                   std::int32_t end, std::string_view text, Colour colour) {
  if (text.empty()) return x;
  const std::int32_t room = end > x ? (end - x + rows.scale) / rows.letter : 0;
  text = first_of(text, static_cast<std::size_t>(room));
  draw_text(image, x, y + rows.border, text, colour, rows.scale);
  return x + (static_cast<std::int32_t>(text.size()) + 2) * rows.letter;
}

void draw_bar(const MutableImage& image, const Rows& rows, const StatusPanel& panel) {
  Caption measured;
  if (panel.frames_per_second.has_value()) {
    const float rate = *panel.frames_per_second;
    const auto tenths =
        static_cast<std::uint32_t>(rate > 0 ? rate < 9999 ? 10 * rate + 0.5f : 99990 : 0);
    measured << tenths / 10 << "." << tenths % 10 << " fps";
  }
  if (panel.degrees.has_value()) {
    if (!measured.text().empty()) measured << "  ";
    measured << *panel.degrees << " C";
  }
  const std::string_view figures = measured.text();
  const std::int32_t right = image.width - rows.border - text_width(figures, rows.scale);
  const std::int32_t left = right > rows.border ? right : rows.border;
  fill_rectangle(image, 0, 0, image.width, rows.height, kBlack, kBarOpacity);
  write(image, rows, left, 0, image.width, figures, kWhite);
  const std::int32_t end = figures.empty() ? image.width : left - rows.letter;
  const std::int32_t x = write(image, rows, rows.border, 0, end, panel.name, kWhite);
  write(image, rows, x, 0, end, panel.time, kCountColour);
}

// Words from left to right, from row to row.
class Flow {
 public:
  Flow(const MutableImage& image, const Rows& rows) : image_(image), rows_(rows), x_(image.width) {}

  void new_row() { x_ = image_.width; }

  void word(std::string_view text, Colour colour) {
    const bool fits = x_ + text_width(text, rows_.scale) + rows_.border <= image_.width;
    if (!fits && x_ > rows_.border) {
      x_ = rows_.border;
      y_ += rows_.height;
      if (full()) return;
      fill_rectangle(image_, 0, y_, image_.width, y_ + rows_.height, kBlack, kBarOpacity);
    }
    if (!full()) x_ = write(image_, rows_, x_, y_, image_.width, text, colour);
  }

 private:
  bool full() const { return y_ + rows_.height > image_.height / 3; }

  const MutableImage& image_;
  const Rows& rows_;
  std::int32_t x_;
  std::int32_t y_ = 0;
};

void draw_counts(const MutableImage& image, const Rows& rows, std::span<const Counts> counts) {
  Flow flow(image, rows);
  for (const Counts& each : counts) {
    const Scene& scene = *each.scene;
    if (scene.lines().empty() && scene.zones().empty()) continue;
    flow.new_row();
    if (!each.whose.empty()) flow.word(each.whose, kWhite);
    for (std::size_t i = 0; i < scene.lines().size(); ++i) {
      const LineCount count = scene.count(static_cast<LineIndex>(i));
      Caption caption;
      caption << scene.lines()[i].name << ": " << count.in << " in, " << count.out << " out";
      flow.word(caption.text(), kCountColour);
    }
    for (std::size_t i = 0; i < scene.zones().size(); ++i) {
      Caption caption;
      caption << scene.zones()[i].name << ": " << scene.present(static_cast<ZoneIndex>(i));
      flow.word(caption.text(), kCountColour);
    }
  }
}

void draw_trouble(const MutableImage& image, const Rows& rows, std::string_view trouble) {
  if (trouble.empty()) return;
  const std::int32_t top = image.height - rows.height;
  fill_rectangle(image, 0, top, image.width, image.height, kTroubleColour);
  write(image, rows, rows.border, top, image.width, trouble, kWhite);
}

// How much of the text stands on one line of at most `most` letters: up to a blank, or a part of a
// word that is longer than a line.
std::size_t line_length(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  const std::size_t blank = first_of(text, most + 1).rfind(' ');
  return blank == std::string_view::npos || blank == 0 ? most : blank;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

// Calls use(line) for every line of the text.
template <typename Use>
void break_lines(std::string_view text, std::size_t most, Use use) {
  for (text = without_blanks(text); !text.empty();) {
    const std::size_t length = line_length(text, most);
    use(first_of(text, length));
    text.remove_prefix(length);
    text = without_blanks(text);
  }
}

}  // namespace

void draw_status(const MutableImage& image, const StatusPanel& panel) {
  const Rows rows(image);
  draw_bar(image, rows, panel);
  draw_counts(image, rows, panel.counts);
  draw_trouble(image, rows, panel.trouble);
}

void draw_page(const MutableImage& image, std::string_view message, const StatusPanel& panel) {
  fill_rectangle(image, 0, 0, image.width, image.height, kBlack);
  Rows rows(image);
  const std::int32_t scale = 2 * rows.scale;
  const std::int32_t letter = font::kAdvance * scale;
  const std::int32_t step = (font::kHeight + 4) * scale;
  const auto most =
      static_cast<std::size_t>(image.width > 2 * letter ? image.width / letter - 1 : 1);
  std::int32_t lines = 0;
  break_lines(message, most, [&](std::string_view) { ++lines; });
  std::int32_t y = (image.height - lines * step) / 2 + 2 * scale;
  break_lines(message, most, [&](std::string_view line) {
    draw_text(image, (image.width - text_width(line, scale)) / 2, y, line, kWhite, scale);
    y += step;
  });
  draw_status(image, panel);
}

}  // namespace ocellus
