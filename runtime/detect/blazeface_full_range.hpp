// BlazeFace for faces up to about five metres away: 192 x 192, letterboxed with black, -1..1; 2304
// anchors. The dense and the sparse model have the same facts.
#pragma once

#include "runtime/detect/blaze.hpp"
#include "runtime/detect/blaze_anchors.hpp"
#include "runtime/detect/blazeface_short_range.hpp"

namespace ocellus::blazeface_full_range {

inline constexpr std::array<AnchorGrid, 1> kAnchors = blaze_anchor_grids<1>(192, 1, {4});
static_assert(anchor_count(kAnchors) == 48 * 48);

inline constexpr BlazeDescription kDescription = {
    .name = "blazeface-full-range",
    .input = {192, 192},
    .values = {-1, 1},
    .fit = Fit::kLetterbox,
    .anchors = kAnchors,
    .coordinate_scale = 192,
    .parts = blazeface_short_range::kParts,
    .labels = blazeface_short_range::kLabels,
    .min_score = 0.5f,
    .max_overlap = 0.3f,
};

}  // namespace ocellus::blazeface_full_range
