// The whole built-in detectors. Their weights come out of the quantizer, so no checksum is kept
// here: what the instruction sets compute is compared with each other, and with the interpreter
// where that runs.
#include <gtest/gtest.h>

#include "models/blazeface_short_range.hpp"
#include "models/ssd_mobilenet_v2_oidv4.hpp"
#include "platform/linux/cpu.hpp"
#include "tests/emitted/run_model.hpp"
#ifdef MODELS_FOLDER
#include "tests/emitted/against_interpreter.hpp"
#endif

namespace ocellus {
namespace {

struct Ssd {
  using Arena = models::ssd_mobilenet_v2_oidv4::Arena;
  static constexpr const auto& kModels = models::ssd_mobilenet_v2_oidv4::kModels;
  static constexpr const char* kFile = "ssd_mobilenet_v2_oidv4.int8.tflite";
};

struct BlazeFace {
  using Arena = models::blazeface_short_range::Arena;
  static constexpr const auto& kModels = models::blazeface_short_range::kModels;
  static constexpr const char* kFile = "blazeface_short_range.int8.tflite";
};

template <typename Detector>
class EmittedDetector : public testing::Test {};
using Detectors = testing::Types<Ssd, BlazeFace>;
TYPED_TEST_SUITE(EmittedDetector, Detectors);

TYPED_TEST(EmittedDetector, ArenaIsItsLowerBound) {
  for (const Model* model : TypeParam::kModels) {
    EXPECT_EQ(model->arena_bytes, model->arena_lower_bound);
  }
}

TYPED_TEST(EmittedDetector, EveryInstructionSetGivesTheSameBits) {
  std::vector<std::int8_t> first;
  for (const Model* model : TypeParam::kModels) {
    if (!platform::cpu_supports(model->isa)) continue;
    const std::vector<std::int8_t> outputs = run_model<typename TypeParam::Arena>(*model, 7);
    if (first.empty()) first = outputs;
    EXPECT_EQ(outputs, first) << name(model->isa);
  }
  EXPECT_FALSE(first.empty());
}

#ifdef MODELS_FOLDER
TYPED_TEST(EmittedDetector, ComputesWhatTheInterpreterDoes) {
  const std::string file = std::string(MODELS_FOLDER) + "/" + TypeParam::kFile;
  expect_equal_to_interpreter<typename TypeParam::Arena>(file, TypeParam::kModels, 1);
}
#endif

}  // namespace
}  // namespace ocellus
