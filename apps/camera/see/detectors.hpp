// The detectors that this program carries: both, or the SSD alone where flash is scarce
// (OCELLUS_SSD_ONLY, the program camera_ssd).
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "apps/camera/see/eye.hpp"
#include "models/ssd_mobilenet_v2_oidv4.hpp"
#include "runtime/detect/ssd_detector.hpp"
#include "runtime/detect/ssd_mobilenet_v2_oidv4.hpp"

#ifndef OCELLUS_SSD_ONLY
#include "models/blazeface_short_range.hpp"
#include "runtime/detect/blazeface_short_range.hpp"
#include "runtime/detect/face_detector.hpp"
#endif

namespace ocellus::camera {

struct Ssd {
  using Detector = SsdDetector;
  using Arena = models::ssd_mobilenet_v2_oidv4::Arena;
  static constexpr DetectorKind kKind = DetectorKind::kSsd;
  static constexpr const SsdDescription& kDescription = ssd_mobilenet_v2_oidv4::kDescription;
  static constexpr const auto& kModels = models::ssd_mobilenet_v2_oidv4::kModels;
  static constexpr const auto& kGolden = models::ssd_mobilenet_v2_oidv4::kGolden;
  static constexpr std::size_t kFirstLabel = 1;
  static std::string_view follows(const Settings& settings, std::size_t i) {
    const std::span<const Name> labels = settings.used_labels();
    return i < labels.size() ? labels[i].view() : std::string_view();
  }
};

#ifndef OCELLUS_SSD_ONLY
struct Face {
  using Detector = FaceDetector;
  using Arena = models::blazeface_short_range::Arena;
  static constexpr DetectorKind kKind = DetectorKind::kFace;
  static constexpr const BlazeDescription& kDescription = blazeface_short_range::kDescription;
  static constexpr const auto& kModels = models::blazeface_short_range::kModels;
  static constexpr const auto& kGolden = models::blazeface_short_range::kGolden;
  static constexpr std::size_t kFirstLabel = 0;
  static std::string_view follows(const Settings&, std::size_t i) {
    return i == 0 ? kDescription.labels[0] : std::string_view();
  }
};

inline constexpr std::span<const DetectorKind> kCarriedDetectors = kDetectorKinds;
using FaceEye = EyeOf<Face>;
inline Eye* eye_in(FaceEye& eye) { return &eye; }
inline constexpr std::size_t kMostArenaBytes = std::max(sizeof(Ssd::Arena), sizeof(Face::Arena));
inline constexpr std::span<const Golden* const> kCarriedModels[] = {Ssd::kGolden, Face::kGolden};
#else
inline constexpr std::span<const DetectorKind> kCarriedDetectors = {&Ssd::kKind, 1};
struct FaceEye {};
inline Eye* eye_in(FaceEye&) { return nullptr; }
inline constexpr std::size_t kMostArenaBytes = sizeof(Ssd::Arena);
#endif

}  // namespace ocellus::camera
