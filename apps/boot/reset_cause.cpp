#include "apps/boot/reset_cause.hpp"

namespace ocellus::boot {

LastWords last_words(std::string_view record) {
  if (record.empty()) return LastWords::kNothing;
  const auto says = [record](std::string_view part) { return record.find(part) != record.npos; };
  if (says(R"("notice":"reset")")) return LastWords::kReset;
  if (says(R"("notice":"end","text":"power off)")) return LastWords::kPowerOff;
  if (says(R"("notice":"end","text":"restart)")) return LastWords::kRestart;
  return LastWords::kAlive;
}

ResetCause reset_cause(const ResetFacts& facts) {
  if (facts.panic) return ResetCause::kPanic;
  if (facts.hardware.heat) return ResetCause::kThermal;
  if (facts.hardware.watchdog) return ResetCause::kWatchdog;
  if (facts.hardware.supply) return ResetCause::kPower;
  // Some timers do not tell (a Raspberry Pi's).
  if (facts.last == LastWords::kReset) return ResetCause::kWatchdog;
  if (facts.last == LastWords::kRestart) return ResetCause::kSoftware;
  return ResetCause::kPower;
}

std::string_view explain(const ResetFacts& facts) {
  switch (reset_cause(facts)) {
    case ResetCause::kWatchdog:
      return facts.last == LastWords::kReset ? "the watchdog was left to run out"
                                             : "the watchdog ran out";
    case ResetCause::kPanic:
      return "the kernel gave up";
    case ResetCause::kSoftware:
      return "it was to start again";
    case ResetCause::kThermal:
      return "it was too hot";
    case ResetCause::kPower:
      break;
  }
  if (facts.hardware.supply) return "the voltage was too low or too high";
  if (facts.last == LastWords::kPowerOff) return "it was switched off";
  return facts.last == LastWords::kAlive ? "the power went" : "the power came";
}

}  // namespace ocellus::boot
