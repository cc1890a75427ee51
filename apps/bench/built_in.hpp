// The models that this program carries.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "models/blazeface_short_range.hpp"
#include "models/ssd_mobilenet_v2_oidv4.hpp"
#include "runtime/model.hpp"

namespace ocellus::bench {

struct BuiltIn {
  std::string_view word;                    // on the command line
  std::span<const Model* const> models;     // by instruction set, best first
  std::span<const ModelStep* const> steps;  // their operators, for each of these
  std::size_t step_count;
};

inline constexpr BuiltIn kBuiltIn[] = {
    {"ssd", models::ssd_mobilenet_v2_oidv4::kModels, models::ssd_mobilenet_v2_oidv4::kSteps,
     models::ssd_mobilenet_v2_oidv4::kStepCount},
    {"face", models::blazeface_short_range::kModels, models::blazeface_short_range::kSteps,
     models::blazeface_short_range::kStepCount},
};

// Of any of them.
inline constexpr std::size_t kMostArenaBytes = std::max(models::ssd_mobilenet_v2_oidv4::kArenaBytes,
                                                        models::blazeface_short_range::kArenaBytes);
inline constexpr std::size_t kMostSteps =
    std::max(models::ssd_mobilenet_v2_oidv4::kStepCount, models::blazeface_short_range::kStepCount);

}  // namespace ocellus::bench
