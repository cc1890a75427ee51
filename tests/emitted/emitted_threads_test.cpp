// Compiled models by several threads: the bits of one.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "models/random_model.hpp"
#include "platform/linux/cpu.hpp"
#include "platform/linux/crew.hpp"
#include "tests/emitted/run_model.hpp"
#ifdef OCELLUS_HAVE_DETECTORS
#include "models/blazeface_short_range.hpp"
#include "models/ssd_mobilenet_v2_oidv4.hpp"
#endif

namespace ocellus {
namespace {

platform::Crew g_crew;

struct Random {
  using Arena = models::random_model::Arena;
  static constexpr const auto& kModels = models::random_model::kModels;
};

#ifdef OCELLUS_HAVE_DETECTORS
struct Ssd {
  using Arena = models::ssd_mobilenet_v2_oidv4::Arena;
  static constexpr const auto& kModels = models::ssd_mobilenet_v2_oidv4::kModels;
};
struct BlazeFace {
  using Arena = models::blazeface_short_range::Arena;
  static constexpr const auto& kModels = models::blazeface_short_range::kModels;
};
using Everything = testing::Types<Random, Ssd, BlazeFace>;
#else
using Everything = testing::Types<Random>;
#endif

template <typename Network>
class EmittedThreads : public testing::Test {};
TYPED_TEST_SUITE(EmittedThreads, Everything);

TYPED_TEST(EmittedThreads, GiveTheBitsOfOne) {
  for (const Model* model : TypeParam::kModels) {
    if (!platform::cpu_supports(model->isa)) continue;
    ASSERT_EQ(model->most_threads, static_cast<std::uint32_t>(platform::Crew::kMostThreads));
    for (int threads = 2; threads <= platform::Crew::kMostThreads; ++threads) {
      ASSERT_TRUE(g_crew.start(threads).ok());
      const int runs = model->isa == Isa::kScalar ? 1 : 2;
      for (int run = 0; run < runs; ++run) {
        const auto seed = static_cast<std::uint64_t>(run);
        const auto alone = run_model<typename TypeParam::Arena>(*model, seed);
        EXPECT_EQ(run_model<typename TypeParam::Arena>(*model, seed, g_crew), alone)
            << name(model->isa) << ", " << threads << " threads";
      }
    }
  }
  g_crew.stop();
}

}  // namespace
}  // namespace ocellus
