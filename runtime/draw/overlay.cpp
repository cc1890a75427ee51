#include "runtime/draw/overlay.hpp"

#include <array>

#include "runtime/draw/draw.hpp"

namespace ocellus {
namespace {

constexpr Colour kLineColour = {255, 60, 60};
constexpr Colour kZoneColour = {90, 170, 255};

// A caption put together in a fixed room; what does not fit is cut off.
class Caption {
 public:
  Caption& operator<<(std::string_view text) {
    for (const char c : text) {
      if (used_ < room_.size()) room_[used_++] = c;
    }
    return *this;
  }

  Caption& operator<<(std::uint32_t number) {
    std::array<char, 10> digits;
    std::size_t first = digits.size();
    do {
      digits[--first] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    return *this << std::string_view(digits.data() + first, digits.size() - first);
  }

  std::string_view text() const { return {room_.data(), used_}; }

 private:
  std::array<char, 128> room_;
  std::size_t used_ = 0;
};

// How many times larger than on a small picture letters and lines are.
std::int32_t scale_of(const MutableImage& image) {
  return image.height < 720 ? 1 : image.height / 360;
}

}  // namespace

void draw_scene(const MutableImage& image, const Scene& scene) {
  const std::int32_t scale = scale_of(image);
  const std::int32_t thickness = 2 * scale;
  for (std::size_t i = 0; i < scene.zones().size(); ++i) {
    const Zone& zone = scene.zones()[i];
    draw_polygon(image, zone.outline(), kZoneColour, thickness);
    Caption caption;
    caption << zone.name << ": " << scene.present(static_cast<ZoneIndex>(i));
    draw_label(image, zone.corners[0], caption.text(), kZoneColour, scale);
  }
  for (std::size_t i = 0; i < scene.lines().size(); ++i) {
    const CountingLine& line = scene.lines()[i];
    draw_line(image, line.from, line.to, kLineColour, thickness);
    const LineCount count = scene.count(static_cast<LineIndex>(i));
    Caption caption;
    caption << line.name << ": " << count.in << " in, " << count.out << " out";
    draw_label(image, line.from, caption.text(), kLineColour, scale);
  }
}

void draw_tracks(const MutableImage& image, const Tracker& tracker,
                 std::span<const std::string_view> labels) {
  const std::int32_t scale = scale_of(image);
  const std::int32_t thickness = 2 * scale;
  for (const Track& track : tracker.tracks()) {
    if (track.state == TrackState::kTentative) continue;
    const Colour colour = track_colour(track.id);
    const bool lost = track.state == TrackState::kLost;
    draw_box(image, track.box, colour, lost ? 1 : thickness);
    if (lost) continue;
    const auto label = static_cast<std::size_t>(track.label);
    Caption caption;
    if (label < labels.size()) caption << labels[label] << " ";
    caption << track.id;
    draw_label(image, {track.box.x0, track.box.y0}, caption.text(), colour, scale);
  }
}

}  // namespace ocellus
