// Faults of all kinds in small models: each is found under its own name, and under no other.
#include "apps/selftest/compute.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>

#include <map>
#include <string>

#include "apps/selftest/fake_golden.hpp"
#include "apps/selftest/judge.hpp"

namespace ocellus::selftest {
namespace {

using std::chrono::steady_clock;

platform::Crew g_crew;
alignas(64) std::array<std::byte, FakeModel::kArenaBytes> g_arena;

class SelfTestOfCompute : public testing::Test {
 protected:
  // Model a runs the kernels first, second, third; model b third, first, first.
  SelfTestOfCompute()
      : a_(FakeModel::make<0>("a", {0, 1, 2})), b_(FakeModel::make<1>("b", {2, 0, 0})) {
    g_step_fault = nullptr;
    g_network_fault = false;
    models_ = {&a_.golden(), &b_.golden()};
  }

  Compute compute(std::chrono::milliseconds time = std::chrono::minutes(1)) const {
    return {.models = models_,
            .arena = g_arena,
            .crew = &g_crew,
            .threads = 1,
            .backgrounds = 1,
            .until = steady_clock::now() + time};
  }

  void try_all(std::chrono::milliseconds time = std::chrono::minutes(1)) {
    Evidence* const evidence = shared_evidence();
    ASSERT_NE(evidence, nullptr);
    try_compute(compute(time), *evidence);
    tell(*evidence);
    munmap(evidence, sizeof(Evidence));
  }

  void tell(const Evidence& evidence) {
    findings_ = {};
    judge(models_, evidence, findings_);
    EXPECT_EQ(findings_.lost(), 0U);
    EXPECT_EQ(findings_.all().size(), 9U);
  }

  const Finding& finding(std::string_view name) const {
    for (const Finding& finding : findings_.all()) {
      if (finding.name() == name) return finding;
    }
    ADD_FAILURE() << "nothing is told of " << name;
    return findings_.all()[0];
  }
  Verdict verdict(std::string_view name) const { return finding(name).verdict(); }

  // All that failed, in the order in which it is told.
  std::string failed() const {
    std::string names;
    for (const Finding& finding : findings_.all()) {
      if (finding.verdict() != Verdict::kFailed) continue;
      names += (names.empty() ? "" : ", ") + std::string(finding.name());
    }
    return names;
  }

  FakeModel a_;
  FakeModel b_;
  std::array<const Golden*, 2> models_;
  Findings findings_;
};

TEST_F(SelfTestOfCompute, SoundIsWhatPassesEverything) {
  try_all();
  EXPECT_EQ(failed(), "");
  EXPECT_EQ(findings_.count(Verdict::kPassed), 9U);
  EXPECT_EQ(finding("kernel first__scalar").value(), "3 operators with the scalar kernels' bits");
  EXPECT_EQ(finding("memory").value(), "as written, 1 background");
}

TEST_F(SelfTestOfCompute, AFlippedBitInAWeightIsFoundThereAlone) {
  for (const std::size_t at : {0UL, 50UL, 99UL}) {
    a_.weights()[at] ^= std::byte{0x10};
    // The kernels that read them come to other values, which says nothing about the kernels.
    g_step_fault = [](int model, std::uint32_t step) { return model == 0 && step == 1; };
    try_all();
    a_.weights()[at] ^= std::byte{0x10};
    EXPECT_EQ(failed(), "weights of a__scalar");
    EXPECT_EQ(verdict("weights of b__scalar"), Verdict::kPassed);
    EXPECT_EQ(finding("kernel second__scalar").sentence(), "Its weights are damaged: a__scalar.");
    EXPECT_EQ(finding("network a__scalar").sentence(), "Its weights are damaged: a__scalar.");
    EXPECT_EQ(verdict("network b__scalar"), Verdict::kPassed);
  }
}

TEST_F(SelfTestOfCompute, AKernelThatComputesWronglyIsFoundByItsName) {
  g_step_fault = [](int model, std::uint32_t step) { return model == 0 && step == 1; };
  try_all();
  EXPECT_EQ(failed(), "kernel second__scalar");
  EXPECT_NE(finding("kernel second__scalar").value().find(", operator 1 of a__scalar"),
            std::string_view::npos);
  EXPECT_EQ(verdict("kernel first__scalar"), Verdict::kPassed);  // before it, and in b
  EXPECT_EQ(finding("kernel third__scalar").sentence(),
            "What it works on is wrong, by kernel second.");
  EXPECT_EQ(verdict("network a__scalar"), Verdict::kNotTested);
  EXPECT_EQ(verdict("network b__scalar"), Verdict::kPassed);
  EXPECT_EQ(verdict("cores"), Verdict::kNotTested);
}

TEST_F(SelfTestOfCompute, AKernelThatEndsTheProcessIsFoundByItsName) {
  for (const int signal : {SIGILL, SIGSEGV, SIGTRAP}) {
    g_step_fault = [signal](int model, std::uint32_t step) {
      if (model == 1 && step == 1) {
        ::signal(signal, SIG_DFL);
        raise(signal);
      }
      return false;
    };
    try_all();
    EXPECT_EQ(failed(), "kernel first__scalar");
    EXPECT_EQ(finding("kernel first__scalar").value(),
              "signal " + std::to_string(signal) + ", operator 1 of b__scalar");
    EXPECT_EQ(verdict("kernel second__scalar"), Verdict::kPassed);
    EXPECT_EQ(verdict("kernel third__scalar"), Verdict::kPassed);  // first of b's
    EXPECT_EQ(verdict("network a__scalar"), Verdict::kPassed);
  }
}

// By one core alone: the limit is seconds of computing.
TEST_F(SelfTestOfCompute, AnOperatorThatDoesNotEndIsEnded) {
  g_step_fault = [](int model, std::uint32_t step) {
    if (model == 0 && step == 2) raise(SIGXCPU);  // as the kernel does in the end
    return false;
  };
  try_all();
  EXPECT_EQ(failed(), "kernel third__scalar");
}

TEST_F(SelfTestOfCompute, ACoreThatComputesWronglyIsToldFromAKernelThatDoes) {
  Evidence* const evidence = shared_evidence();
  const Compute all = compute();
  evidence->core_count = 2;
  evidence->cores[0].core = 4;
  evidence->cores[1].core = 5;
  read_weights(all, *evidence);
  try_core(all, evidence->cores[0]);
  g_step_fault = [](int model, std::uint32_t step) { return model == 1 && step == 2; };
  try_core(all, evidence->cores[1]);
  evidence->cores[0].end = evidence->cores[1].end = {End::How::kDone};
  tell(*evidence);
  EXPECT_EQ(failed(), "cores");
  EXPECT_EQ(finding("cores").value(), "4");
  EXPECT_EQ(finding("cores").limit(), "4 5");
  EXPECT_EQ(verdict("kernel first__scalar"), Verdict::kPassed);
  EXPECT_EQ(verdict("network b__scalar"), Verdict::kNotTested);
  munmap(evidence, sizeof(Evidence));
}

TEST_F(SelfTestOfCompute, MemoryThatFailsIsNobodyElsesFault) {
  Evidence* const evidence = shared_evidence();
  const Compute all = compute();
  evidence->core_count = 1;
  read_weights(all, *evidence);
  evidence->cores[0].march = {.trial = Trial::kWrong,
                              .fault = {.word = 12, .expected = 0, .found = 8}};
  evidence->cores[0].end = {End::How::kDone};
  tell(*evidence);
  EXPECT_EQ(failed(), "memory");
  EXPECT_EQ(finding("memory").value(), "bits 0000000000000008 of word 12 were not as written");
  EXPECT_EQ(finding("kernel first__scalar").sentence(), "The memory that it works in fails.");
  EXPECT_EQ(findings_.count(Verdict::kPassed), 2U);  // the weights
  munmap(evidence, sizeof(Evidence));
}

TEST_F(SelfTestOfCompute, ANetworkOfSoundOperatorsMayBeWrongAsAWhole) {
  g_network_fault = true;
  try_all();
  EXPECT_EQ(failed(), "network a__scalar, network b__scalar");
  EXPECT_EQ(findings_.count(Verdict::kPassed), 7U);
}

TEST_F(SelfTestOfCompute, WithoutTimeNothingPassesThatWasNotTried) {
  try_all(std::chrono::milliseconds(-1));
  EXPECT_EQ(failed(), "");
  EXPECT_EQ(verdict("cores"), Verdict::kNotTested);
  EXPECT_EQ(verdict("kernel first__scalar"), Verdict::kNotTested);
  EXPECT_EQ(verdict("network b__scalar"), Verdict::kNotTested);
  EXPECT_EQ(verdict("weights of a__scalar"), Verdict::kPassed);  // they are read in any case
}

}  // namespace
}  // namespace ocellus::selftest
