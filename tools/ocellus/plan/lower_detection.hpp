// TFLite_Detection_PostProcess as a kernel call.
#pragma once

#include "tools/ocellus/plan/draft.hpp"

namespace ocellus::tools::lowering {

// Codes and scores are floats; the anchors a constant of floats, or of int8 or uint8 with one
// scale.
Reason lower(Lowering& lowering, const DetectionPostProcessAttributes& attributes);

}  // namespace ocellus::tools::lowering
