// Everything the camera knows, drawn on its picture: zones and lines with their counts, and every
// confirmed track with its label and id. Lost ones get a thin box where they are thought to be.
#pragma once

#include <span>
#include <string_view>

#include "runtime/track/scene.hpp"
#include "runtime/track/tracker.hpp"

namespace ocellus {

void draw_overlay(const MutableImage& image, const Tracker& tracker, const Scene& scene,
                  std::span<const std::string_view> labels);

}  // namespace ocellus
