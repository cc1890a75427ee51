// The detectors that programs of tools/ are built with: each one's decoder, and the compiled
// model's memory, facts and code for every instruction set. A program that includes this links the
// models.
#pragma once

#include "models/blazeface_short_range.hpp"
#include "models/ssd_mobilenet_v2_oidv4.hpp"
#include "runtime/detect/blazeface_short_range.hpp"
#include "runtime/detect/face_detector.hpp"
#include "runtime/detect/ssd_detector.hpp"
#include "runtime/detect/ssd_mobilenet_v2_oidv4.hpp"

namespace ocellus::tools {

struct Ssd {
  using Detector = SsdDetector;
  using Arena = models::ssd_mobilenet_v2_oidv4::Arena;
  static constexpr const SsdDescription& kDescription = ssd_mobilenet_v2_oidv4::kDescription;
  static constexpr const auto& kModels = models::ssd_mobilenet_v2_oidv4::kModels;
};

struct Face {
  using Detector = FaceDetector;
  using Arena = models::blazeface_short_range::Arena;
  static constexpr const BlazeDescription& kDescription = blazeface_short_range::kDescription;
  static constexpr const auto& kModels = models::blazeface_short_range::kModels;
};

}  // namespace ocellus::tools
