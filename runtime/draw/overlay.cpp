#include "runtime/draw/overlay.hpp"

#include "runtime/draw/caption.hpp"
#include "runtime/draw/draw.hpp"

namespace ocellus {
namespace {

// How many times larger than on a small picture letters and lines are.
std::int32_t scale_of(const MutableImage& image) {
  return image.height < 720 ? 1 : image.height / 360;
}

}  // namespace

void draw_scene(const MutableImage& image, const Scene& scene) {
  const Counts counts = {{}, &scene};
  draw_scenes(image, {&counts, 1});
}

void draw_scenes(const MutableImage& image, std::span<const Counts> counts) {
  if (counts.empty()) return;
  const Scene& scene = *counts[0].scene;
  const std::int32_t scale = scale_of(image);
  const std::int32_t thickness = 2 * scale;
  const auto begin = [&](Caption& caption, std::string_view name, const Counts& each) {
    if (&each == counts.data()) {
      caption << name << ": ";
    } else {
      caption << "; ";
    }
    if (!each.whose.empty()) caption << each.whose << " ";
  };
  for (std::size_t i = 0; i < scene.zones().size(); ++i) {
    const Zone& zone = scene.zones()[i];
    draw_polygon(image, zone.outline(), kZoneColour, thickness);
    Caption caption;
    for (const Counts& each : counts) {
      begin(caption, zone.name, each);
      caption << each.scene->present(static_cast<ZoneIndex>(i));
    }
    draw_label(image, zone.corners[0], caption.text(), kZoneColour, scale);
  }
  for (std::size_t i = 0; i < scene.lines().size(); ++i) {
    const CountingLine& line = scene.lines()[i];
    draw_line(image, line.from, line.to, kLineColour, thickness);
    Caption caption;
    for (const Counts& each : counts) {
      begin(caption, line.name, each);
      const LineCount count = each.scene->count(static_cast<LineIndex>(i));
      caption << count.in << " in, " << count.out << " out";
    }
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
