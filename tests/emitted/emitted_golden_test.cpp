// The golden values that compiled models carry come from the interpreter on the scalar kernels;
// here emitted code meets them, operator by operator and as a whole, with every instruction set,
// and a self-test finds what was changed.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "apps/selftest/compute.hpp"
#include "apps/selftest/judge.hpp"
#include "models/random_model.hpp"
#include "platform/linux/cpu.hpp"
#ifdef OCELLUS_HAVE_DETECTORS
#include "models/blazeface_short_range.hpp"
#include "models/ssd_mobilenet_v2_oidv4.hpp"
#endif

namespace ocellus::selftest {
namespace {

platform::Crew g_crew;
alignas(64) std::array<std::byte, std::size_t{4} << 20> g_arena;

// One after another in this process: what ends it is not looked for here.
Findings findings_of(std::span<const Golden* const> models) {
  const std::size_t bytes = models.front()->model->arena_bytes;
  const auto evidence = std::make_unique<Evidence>();
  const Compute compute = {.models = models,
                           .arena = std::span(g_arena).first(bytes),
                           .crew = &g_crew,
                           .threads = 2,
                           .backgrounds = 1,
                           .until = std::chrono::steady_clock::now() + std::chrono::hours(1)};
  evidence->core_count = 1;
  read_weights(compute, *evidence);
  try_core(compute, evidence->cores[0]);
  run_networks(compute, *evidence);
  g_crew.stop();
  Findings findings;
  judge(models, *evidence, findings);
  return findings;
}

void expect_sound(std::span<const Golden* const> models) {
  int tried = 0;
  for (const Golden* const golden : models) {
    if (!platform::cpu_supports(golden->model->isa)) continue;
    ++tried;
    ASSERT_LE(golden->model->arena_bytes, g_arena.size());
    for (const Finding& finding : findings_of({&golden, 1}).all()) {
      EXPECT_EQ(finding.verdict(), Verdict::kPassed)
          << finding.name() << ": " << finding.value() << ", not " << finding.limit() << ". "
          << finding.sentence();
    }
  }
  EXPECT_GT(tried, 0);
}

TEST(EmittedGolden, RandomModelMeetsIt) { expect_sound(models::random_model::kGolden); }

TEST(EmittedGolden, StatesWhatEveryStepLeaves) {
  for (const Golden* const golden : models::random_model::kGolden) {
    std::set<std::uint32_t> steps;
    for (const GoldenTensor& tensor : golden->tensors) {
      EXPECT_TRUE(steps.empty() || *steps.rbegin() <= tensor.step);
      steps.insert(tensor.step);
      EXPECT_LE(tensor.offset + tensor.size, golden->model->arena_bytes);
    }
    EXPECT_GE(golden->tensors.size(), golden->kernel_of_step.size());
    EXPECT_EQ(*steps.rbegin(), golden->kernel_of_step.size() - 1);
    EXPECT_GT(steps.size(), golden->kernel_of_step.size() - 10);  // the rest concatenates
    EXPECT_EQ(golden->weights.size(), golden->model->read_only_bytes);
  }
}

#ifdef OCELLUS_HAVE_DETECTORS
TEST(EmittedGolden, DetectorsMeetIt) {
  expect_sound(models::ssd_mobilenet_v2_oidv4::kGolden);
  expect_sound(models::blazeface_short_range::kGolden);
}
#endif

// The pages that hold it, for a while: a part of the program that nobody writes.
class Flipped {
 public:
  Flipped(const std::byte* at, int bit) : at_(const_cast<std::byte*>(at)), mask_{1U << bit} {
    turn();
  }
  ~Flipped() { turn(); }
  Flipped(const Flipped&) = delete;
  Flipped& operator=(const Flipped&) = delete;

 private:
  void turn() {
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    void* const begin =
        reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(at_) / page * page);
    EXPECT_EQ(mprotect(begin, page, PROT_READ | PROT_WRITE), 0);
    *at_ ^= static_cast<std::byte>(mask_);
    EXPECT_EQ(mprotect(begin, page, PROT_READ), 0);
  }

  std::byte* at_;
  unsigned mask_;
};

TEST(EmittedGolden, AFlippedBitInAWeightIsFoundThereAlone) {
  for (const Golden* const golden : models::random_model::kGolden) {
    if (!platform::cpu_supports(golden->model->isa)) continue;
    for (std::size_t i = 0; i < 8; ++i) {
      const std::size_t at = i * 7927 % golden->weights.size();
      const Flipped flipped(&golden->weights[at], static_cast<int>(i % 8));
      const Findings findings = findings_of({&golden, 1});
      EXPECT_EQ(findings.count(Verdict::kFailed), 1U);
      for (const Finding& finding : findings.all()) {
        if (finding.verdict() != Verdict::kFailed) continue;
        EXPECT_EQ(finding.name(),
                  "weights of random_model__" + std::string(name(golden->model->isa)))
            << "byte " << at;
      }
    }
  }
}

}  // namespace
}  // namespace ocellus::selftest
