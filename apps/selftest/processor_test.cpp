#include "apps/selftest/processor.hpp"

#include <gtest/gtest.h>

#include <array>

namespace ocellus::selftest {
namespace {

constexpr std::array kGeneric = {Isa::kNeonDot, Isa::kNeon};
constexpr std::array kDotOnly = {Isa::kNeonDot};

bool cortex_a53(Isa isa) { return isa == Isa::kScalar || isa == Isa::kNeon; }
bool cortex_a76(Isa isa) { return cortex_a53(isa) || isa == Isa::kNeonDot; }
bool other(Isa isa) { return isa == Isa::kScalar; }

TEST(Processor, OneOfTheInstructionSetsIsEnough) {
  const Finding finding = judge_processor(kGeneric, {}, cortex_a53);
  EXPECT_EQ(finding.verdict(), Verdict::kPassed);
  EXPECT_EQ(finding.value(), "neon");
  EXPECT_EQ(finding.limit(), "neondot or neon");
  EXPECT_EQ(judge_processor(kGeneric, kGeneric, cortex_a76).value(), "neondot");
}

TEST(Processor, HasWhatItsBoardPromises) {
  EXPECT_EQ(judge_processor(kGeneric, kDotOnly, cortex_a76).verdict(), Verdict::kPassed);
  const Finding finding = judge_processor(kGeneric, kDotOnly, cortex_a53);
  EXPECT_EQ(finding.verdict(), Verdict::kFailed);
  EXPECT_EQ(finding.value(), "neon");
  EXPECT_EQ(finding.limit(), "neondot");
}

TEST(Processor, WithoutKernelsForItNothingRuns) {
  EXPECT_EQ(judge_processor(kDotOnly, {}, other).verdict(), Verdict::kFailed);
  EXPECT_EQ(judge_processor({}, {}, cortex_a76).verdict(), Verdict::kFailed);
}

}  // namespace
}  // namespace ocellus::selftest
