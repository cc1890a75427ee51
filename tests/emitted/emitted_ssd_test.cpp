// The whole detector. Its weights come out of the quantizer, so no checksum is kept here: what the
// instruction sets compute is compared with each other, and with the interpreter where that runs.
#include <gtest/gtest.h>

#include "models/ssd_mobilenet_v2_oidv4.hpp"
#include "platform/linux/cpu.hpp"
#include "tests/emitted/run_model.hpp"
#ifdef SSD_MODEL_FILE
#include "tests/emitted/against_interpreter.hpp"
#endif

namespace ocellus {
namespace {

namespace ssd = models::ssd_mobilenet_v2_oidv4;

TEST(EmittedSsd, ArenaIsWithinFivePercentOfItsLowerBound) {
  for (const Model* model : ssd::kModels) {
    EXPECT_LE(model->arena_bytes, model->arena_lower_bound + model->arena_lower_bound / 20);
  }
}

TEST(EmittedSsd, EveryInstructionSetGivesTheSameBits) {
  std::vector<std::int8_t> first;
  for (const Model* model : ssd::kModels) {
    if (!platform::cpu_supports(model->isa)) continue;
    const std::vector<std::int8_t> outputs = run_model<ssd::Arena>(*model, 7);
    if (first.empty()) first = outputs;
    EXPECT_EQ(outputs, first) << name(model->isa);
  }
  EXPECT_FALSE(first.empty());
}

#ifdef SSD_MODEL_FILE
TEST(EmittedSsd, ComputesWhatTheInterpreterDoes) {
  expect_equal_to_interpreter<ssd::Arena>(SSD_MODEL_FILE, ssd::kModels, 1);
}
#endif

}  // namespace
}  // namespace ocellus
