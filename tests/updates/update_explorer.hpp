// Every state that a cut of the power leaves a card in while a device is updated, and what the
// device makes of each.
//
// In a life the power goes whenever something is about to last, in every way that for_all_fates()
// knows; or only the program that updates dies (what it wrote is seen by the next and has not
// reached the card). In what is left a new life begins, where the same happens again.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "tests/storage/crash_fates.hpp"
#include "tests/updates/life.hpp"

namespace ocellus::tests {

class UpdateExplorer {
 public:
  UpdateExplorer(const UpdateScenario& scenario, Mistake mistake)
      : scenario_(scenario), mistake_(mistake) {}

  // The whole plan without a crash; every crash of that; in one state of `share` another life, of
  // one update at most, and its crashes; in one of `share` of those a third. Up to the first fault.
  void explore(std::uint32_t share);

  // States that were examined: a card after a cut, judged, and started from.
  std::uint64_t states() const { return states_; }
  std::uint64_t lives() const { return lives_; }
  // The first thing that was wrong, with what led there; empty while nothing was.
  const std::string& fault() const { return fault_; }

 private:
  static constexpr std::uint32_t kDepth = 3;  // crashes in a row

  bool takes_turn(std::size_t weight) {
    return random_.below(share_ * static_cast<std::uint32_t>(weight)) == 0;
  }
  void crash(const Moment& moment, std::uint32_t depth);
  void lose_power(const Moment& moment, std::span<const Fate> fates, std::uint32_t depth);
  void kill(const Moment& moment, std::size_t written, std::uint32_t depth);
  void live_on(Life& life, std::uint32_t depth);
  bool examine(const SimulatedDisk& disk, const Moment& moment);
  void fail(const Moment& moment, const std::string& what);

  const UpdateScenario& scenario_;
  Mistake mistake_;
  Random random_{1};
  std::uint32_t share_ = 1;
  std::uint64_t states_ = 0;
  std::uint64_t lives_ = 0;
  std::string fault_;
};

}  // namespace ocellus::tests
