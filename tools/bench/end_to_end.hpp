// The detectors' way of a frame: from a camera's bytes to tracks.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tools/bench/findings.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

// Names of the models that have one.
inline constexpr std::string_view kDetectors[] = {"ssd_mobilenet_v2_oidv4",
                                                  "blazeface_short_range"};

// The picture to use when none is given: one of the judge's, or empty where it is not fetched.
std::string default_picture();

// `picture` in every size and format of camera_frames.hpp. Nothing when `model` is no detector's or
// `picture` is empty. `runs` frames of each, fewer where they take long, one unmeasured before; the
// model is the one that is built into this program.
Result<std::optional<EndToEndFindings>> end_to_end(std::string_view model, Isa isa,
                                                   const std::string& picture, std::size_t runs);

}  // namespace ocellus::tools
