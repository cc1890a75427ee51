// A BlazeFace-like detector from picture to detections with key points.
#pragma once

#include "runtime/detect/blaze.hpp"
#include "runtime/detect/picture_detector.hpp"

namespace ocellus {

using FaceDetector = PictureDetector<BlazeDecoder>;

}  // namespace ocellus
