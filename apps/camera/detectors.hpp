// The detectors that this program carries.
#pragma once

#include "apps/camera/eye.hpp"
#include "models/blazeface_short_range.hpp"
#include "models/ssd_mobilenet_v2_oidv4.hpp"
#include "runtime/detect/blazeface_short_range.hpp"
#include "runtime/detect/face_detector.hpp"
#include "runtime/detect/ssd_detector.hpp"
#include "runtime/detect/ssd_mobilenet_v2_oidv4.hpp"

namespace ocellus::camera {

struct Ssd {
  using Detector = SsdDetector;
  using Arena = models::ssd_mobilenet_v2_oidv4::Arena;
  static constexpr DetectorKind kKind = DetectorKind::kSsd;
  static constexpr const SsdDescription& kDescription = ssd_mobilenet_v2_oidv4::kDescription;
  static constexpr const auto& kModels = models::ssd_mobilenet_v2_oidv4::kModels;
  static constexpr std::size_t kFirstLabel = 1;
  static std::string_view label(const Settings& settings) { return settings.label.view(); }
};

struct Face {
  using Detector = FaceDetector;
  using Arena = models::blazeface_short_range::Arena;
  static constexpr DetectorKind kKind = DetectorKind::kFace;
  static constexpr const BlazeDescription& kDescription = blazeface_short_range::kDescription;
  static constexpr const auto& kModels = models::blazeface_short_range::kModels;
  static constexpr std::size_t kFirstLabel = 0;
  static std::string_view label(const Settings&) { return kDescription.labels[0]; }
};

}  // namespace ocellus::camera
