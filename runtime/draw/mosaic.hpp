// Faces made unrecognisable, for good: where privacy asks for it, before anything is stored or
// shown.
//
// A blur can be undone as far as its kernel lets detail through; a mosaic of a few cells cannot:
// all that is left of the box is one colour a cell, of 32 levels a channel.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/detect/detection.hpp"
#include "runtime/track/tracker.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus {

struct MosaicOptions {
  // How far the box is enlarged on each side, in parts of its own width and height: a face
  // detector's box leaves hair, ears and chin. At least 0.
  float margin = 0.3f;
  // Cells along the enlarged box's longer side, 1..16; fewer where they would be smaller than
  // `least_cell` pixels, which is at least 1.
  std::int32_t cells = 6;
  std::int32_t least_cell = 8;
};

// Every cell inside the enlarged box becomes its own average. The cells are squares counted from
// the enlarged box's upper left corner; what lies outside the picture is cut off, and no pixel
// outside the enlarged box changes. A box that is empty or holds a NaN changes nothing.
void draw_mosaic(const MutableImage& image, const Box& box, const MosaicOptions& options = {});

// The same on all that may be a face: what was detected in this picture, whatever its score, and
// every track, also those not yet confirmed and those out of sight.
void draw_mosaics(const MutableImage& image, std::span<const Detection> detections,
                  const Tracker& tracker, const MosaicOptions& options = {});

}  // namespace ocellus
