// What the camera knows, drawn on its picture.
#pragma once

#include <span>
#include <string_view>

#include "runtime/track/scene.hpp"
#include "runtime/track/tracker.hpp"

namespace ocellus {

// Zones and lines, with their counts.
void draw_scene(const MutableImage& image, const Scene& scene);

// Every confirmed track with its label and id. Lost ones get a thin box where they are thought to
// be.
void draw_tracks(const MutableImage& image, const Tracker& tracker,
                 std::span<const std::string_view> labels);

}  // namespace ocellus
