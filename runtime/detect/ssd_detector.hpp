// A single-shot detector from picture to detections.
#pragma once

#include "runtime/detect/picture_detector.hpp"
#include "runtime/detect/ssd.hpp"

namespace ocellus {

using SsdDetector = PictureDetector<SsdDecoder>;

}  // namespace ocellus
