// BlazeFace for faces within about two metres of the camera: 128 x 128, letterboxed with black,
// -1..1; 896 anchors. It misses small faces, and takes some pets for people.
#pragma once

#include "runtime/detect/blaze.hpp"
#include "runtime/detect/blaze_anchors.hpp"

namespace ocellus::blazeface_short_range {

inline constexpr std::array<AnchorGrid, 2> kAnchors =
    blaze_anchor_grids<2>(128, 2, {8, 16, 16, 16});
static_assert(anchor_count(kAnchors) == 16 * 16 * 2 + 8 * 8 * 6);

inline constexpr std::array<std::string_view, 1> kLabels = {"Face"};

// Right and left are the person's own.
inline constexpr std::array<std::string_view, 6> kParts = {"right eye", "left eye",  "nose tip",
                                                           "mouth",     "right ear", "left ear"};

inline constexpr BlazeDescription kDescription = {
    .name = "blazeface-short-range",
    .input = {128, 128},
    .values = {-1, 1},
    .fit = Fit::kLetterbox,
    .anchors = kAnchors,
    .coordinate_scale = 128,
    .parts = kParts,
    .labels = kLabels,
    .min_score = 0.5f,
    .max_overlap = 0.3f,
};

}  // namespace ocellus::blazeface_short_range
