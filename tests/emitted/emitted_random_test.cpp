#include <gtest/gtest.h>

#include "models/random_model.hpp"
#include "platform/linux/cpu.hpp"
#include "tests/emitted/run_model.hpp"

namespace ocellus {
namespace {

namespace random_model = models::random_model;

// The model's offsets are constants, so tables may be computed from them at compile time.
static_assert(random_model::kInputs[0].size == random_model::kInputs[0].shape[1] *
                                                   random_model::kInputs[0].shape[2] *
                                                   std::size_t{3});
static_assert(sizeof(random_model::Arena) >= random_model::kArenaBytes);
static_assert(random_model::kInputs[0].offset % 64 == 0);

TEST(EmittedRandomModel, GivesTheGoldenBitsOnEveryInstructionSet) {
  int run = 0;
  for (const Model* model : random_model::kModels) {
    if (!platform::cpu_supports(model->isa)) continue;
    EXPECT_EQ(checksum(run_model<random_model::Arena>(*model, 1)), 6499433094595144834U)
        << name(model->isa);
    ++run;
  }
  EXPECT_GT(run, 0);
}

TEST(EmittedRandomModel, StatesWhatItNeeds) {
  for (const Model* model : random_model::kModels) {
    EXPECT_EQ(model->name, "random_model");
    EXPECT_EQ(model->arena_bytes, random_model::kArenaBytes);
    EXPECT_LE(model->arena_lower_bound, model->arena_bytes);
    EXPECT_GT(model->read_only_bytes, 1000U);
    EXPECT_GT(model->macs, 100000U);
  }
}

}  // namespace
}  // namespace ocellus
