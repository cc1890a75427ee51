#include "tests/accuracy/family.hpp"

#include <array>

#include "runtime/detect/blazeface_full_range.hpp"
#include "runtime/detect/blazeface_short_range.hpp"
#include "runtime/detect/blazepose_detector.hpp"
#include "runtime/detect/ssd_mobilenet_v2_oidv4.hpp"

namespace ocellus::tests {
namespace {

constexpr Thresholds kForPeopleAndThings = {.score = 0.35f, .weak_score = 0.30f, .overlap = 0.5f};
constexpr Thresholds kForFaces = {.score = 0.5f, .weak_score = 0.45f, .overlap = 0.5f};

constexpr DetectorLimits kFaceLimits = {
    .recall = 0.97, .extra = 0.02, .score_difference = 0.025, .overlap = 0.91, .key_points = 0.02};

constexpr DetectorFamily face(const BlazeDescription& description) {
  return {&description, kForFaces, kFaceLimits};
}

constexpr std::array<Family, 6> kFamilies = {{
    {.name = "ssd",
     .model = "ssd_mobilenet_v2_oidv4",
     .kind = DetectorFamily{&ssd_mobilenet_v2_oidv4::kDescription,
                            kForPeopleAndThings,
                            {.recall = 0.97,
                             .extra = 0.03,
                             .score_difference = 0.02,
                             .overlap = 0.90,
                             .key_points = 0}},
     .least_scenes = 60},
    {.name = "face",
     .model = "blazeface_short_range",
     .kind = face(blazeface_short_range::kDescription),
     .least_scenes = 60},
    {.name = "face-full",
     .model = "blazeface_full_range",
     .kind = face(blazeface_full_range::kDescription),
     .least_scenes = 60},
    {.name = "face-sparse",
     .model = "blazeface_full_range_sparse",
     .kind = face(blazeface_full_range::kDescription),
     .least_scenes = 60},
    {.name = "pose",
     .model = "blazepose_detector",
     .kind = face(blazepose_detector::kDescription),
     .least_scenes = 60},
    {.name = "selfie",
     .model = "selfie_segmentation",
     .kind = MaskFamily{{.input = {256, 256}, .values = {0, 1}, .fit = Fit::kStretch},
                        {.difference = 0.02, .overlap = 0.95}},
     .least_scenes = 60,
     .interpreter = FloatInterpreter::kLiteRt},
}};

// What all kinds of description have in common.
template <typename Answer, typename Field>
Answer of_description(const Family& family, const Field& field) {
  if (const auto* mask = std::get_if<MaskFamily>(&family.kind)) return field(mask->description);
  return std::visit([&](const auto* description) -> Answer { return field(*description); },
                    std::get_if<DetectorFamily>(&family.kind)->description);
}

}  // namespace

std::string_view name(FloatInterpreter interpreter) {
  return interpreter == FloatInterpreter::kTfLite ? "tflite" : "litert";
}

PixelSize Family::input() const {
  return of_description<PixelSize>(*this, [](const auto& d) { return d.input; });
}
ValueRange Family::values() const {
  return of_description<ValueRange>(*this, [](const auto& d) { return d.values; });
}
Fit Family::fit() const {
  return of_description<Fit>(*this, [](const auto& d) { return d.fit; });
}

std::span<const Family> families() { return kFamilies; }

const Family* find_family(std::string_view name) {
  for (const Family& family : kFamilies) {
    if (family.name == name) return &family;
  }
  return nullptr;
}

}  // namespace ocellus::tests
