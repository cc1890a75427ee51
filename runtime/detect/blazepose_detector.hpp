// BlazePose's detector of people: 224 x 224, letterboxed with black, -1..1; 2254 anchors. Its box
// lies around head and shoulders and is a fifth of the input for near and far people alike; the key
// points say where the body is and how it is turned: a circle about the hips through the body's
// edge holds all of the person, one about the shoulders head and arms, and either edge lies where
// up is for the person. The edges may lie far outside of the picture.
#pragma once

#include "runtime/detect/blaze.hpp"
#include "runtime/detect/blaze_anchors.hpp"

namespace ocellus::blazepose_detector {

inline constexpr std::array<AnchorGrid, 3> kAnchors =
    blaze_anchor_grids<3>(224, 2, {8, 16, 32, 32, 32});
static_assert(anchor_count(kAnchors) == 2254);

inline constexpr std::array<std::string_view, 1> kLabels = {"Person"};

inline constexpr std::array<std::string_view, 4> kParts = {
    "middle of the hips", "edge of the body", "middle of the shoulders", "edge of the upper body"};

inline constexpr BlazeDescription kDescription = {
    .name = "blazepose-detector",
    .input = {224, 224},
    .values = {-1, 1},
    .fit = Fit::kLetterbox,
    .anchors = kAnchors,
    .coordinate_scale = 224,
    .parts = kParts,
    .labels = kLabels,
    .min_score = 0.5f,
    .max_overlap = 0.3f,
};

}  // namespace ocellus::blazepose_detector
