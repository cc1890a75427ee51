#include "apps/boot/reset_cause.hpp"

#include <gtest/gtest.h>

namespace ocellus::boot {
namespace {

TEST(ResetCause, IsToldByTheMostCertainWitness) {
  struct Case {
    ResetFacts facts;
    ResetCause cause;
    std::string_view text;
  };
  using Last = LastWords;
  const Case cases[] = {
      {{}, ResetCause::kPower, "the power came"},
      {{.last = Last::kAlive}, ResetCause::kPower, "the power went"},
      {{.last = Last::kPowerOff}, ResetCause::kPower, "it was switched off"},
      {{.last = Last::kRestart}, ResetCause::kSoftware, "it was to start again"},
      {{.last = Last::kReset}, ResetCause::kWatchdog, "the watchdog was left to run out"},
      {{.hardware = {.watchdog = true}, .last = Last::kReset},
       ResetCause::kWatchdog,
       "the watchdog was left to run out"},
      {{.hardware = {.watchdog = true}, .last = Last::kAlive},
       ResetCause::kWatchdog,
       "the watchdog ran out"},
      // It hung while it was to end.
      {{.hardware = {.watchdog = true}, .last = Last::kPowerOff},
       ResetCause::kWatchdog,
       "the watchdog ran out"},
      {{.panic = true, .last = Last::kAlive}, ResetCause::kPanic, "the kernel gave up"},
      // It gave up, and could not even restart.
      {{.hardware = {.watchdog = true}, .panic = true, .last = Last::kAlive},
       ResetCause::kPanic,
       "the kernel gave up"},
      {{.hardware = {.watchdog = true, .heat = true}}, ResetCause::kThermal, "it was too hot"},
      {{.hardware = {.supply = true}, .last = Last::kAlive},
       ResetCause::kPower,
       "the voltage was too low or too high"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(name(reset_cause(one.facts)), name(one.cause)) << one.text;
    EXPECT_EQ(explain(one.facts), one.text);
  }
}

TEST(ResetCause, ReadsHowTheLogEnds) {
  EXPECT_EQ(last_words(""), LastWords::kNothing);
  EXPECT_EQ(last_words(R"({"time":1.000,"notice":"start","cause":"power","text":"boot"})"),
            LastWords::kAlive);
  EXPECT_EQ(last_words(R"({"time":1.000,"notice":"end","text":"power off"})"),
            LastWords::kPowerOff);
  EXPECT_EQ(last_words(R"({"time":1.000,"notice":"end","text":"restart"})"), LastWords::kRestart);
  EXPECT_EQ(last_words(R"({"time":1.000,"notice":"reset","text":"camera: no turn"})"),
            LastWords::kReset);
  EXPECT_EQ(last_words("anything"), LastWords::kAlive);
}

}  // namespace
}  // namespace ocellus::boot
