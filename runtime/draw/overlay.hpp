// What the camera knows, drawn on its picture.
#pragma once

#include <span>
#include <string_view>

#include "runtime/draw/draw.hpp"
#include "runtime/track/scene.hpp"
#include "runtime/track/tracker.hpp"

namespace ocellus {

inline constexpr Colour kLineColour = {255, 60, 60};
inline constexpr Colour kZoneColour = {90, 170, 255};

// The counts of one detector. `whose` is shown before them, and may be empty where there is one
// detector only.
struct Counts {
  std::string_view whose;
  const Scene* scene = nullptr;
};

// Zones and lines, with their counts.
void draw_scene(const MutableImage& image, const Scene& scene);

// The same for several detectors, whose scenes have the same zones and lines: each is drawn once,
// with the counts of all.
void draw_scenes(const MutableImage& image, std::span<const Counts> counts);

// Every confirmed track with its label and id. Lost ones get a thin box where they are thought to
// be.
void draw_tracks(const MutableImage& image, const Tracker& tracker,
                 std::span<const std::string_view> labels);

}  // namespace ocellus
