// Every state that crashes leave a disk in, and what a log makes of each.
//
// A life is one run of a log's writer. At each of its flushes the power goes in every way that
// for_all_fates() knows, or only the writer dies (what it wrote is seen by the next and has not
// reached the disk). In what is left a new life begins, where the same happens again.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "drivers/storage/log_region.hpp"
#include "tests/storage/crash_fates.hpp"
#include "tests/storage/design.hpp"
#include "tests/storage/history.hpp"
#include "tests/storage/simulated_disk.hpp"

namespace ocellus::tests {

struct Scenario {
  const char* name;
  std::uint32_t slot_sectors;
  std::uint32_t slots;
  std::size_t scratch_sectors;
  std::byte virgin;                  // what the disk held at first
  std::vector<std::size_t> lengths;  // of the records, again and again
  std::uint32_t records;             // of the first life
  std::uint32_t share;               // one state in so many is lived on in
};

class CrashExplorer {
 public:
  CrashExplorer(const Design& design, const Scenario& scenario);

  // A life without a crash; every crash of it; in one state of `share` another life of two records
  // and its crashes, in one of `share` of those a third. Up to the first fault.
  void explore(std::uint32_t share);

  // One way through the same: crashes one after another, `lives` times, each in a random way.
  void wander(std::uint32_t seed, std::uint32_t lives);

  // States that were examined: a disk after a crash, read and opened again.
  std::uint64_t states() const { return states_; }
  // The first thing that was wrong, with what led there; empty while nothing was.
  const std::string& fault() const { return fault_; }

 private:
  struct Cut {
    SimulatedDisk disk;  // with what is on its way
    History history;
  };
  class Life;

  static constexpr std::uint32_t kDepth = 3;  // crashes in a row

  std::size_t length_of(std::uint32_t number) const {
    return scenario_.lengths[number % scenario_.lengths.size()];
  }
  // One in share_ of those that weigh 1; at random, for in turn the same fates would come again.
  bool takes_turn(std::size_t weight) {
    return random_.below(share_ * static_cast<std::uint32_t>(weight)) == 0;
  }
  std::vector<Cut> live(SimulatedDisk disk, History history, std::uint32_t records);
  void crash(const Cut& cut, std::uint32_t depth);
  void lose_power(const Cut& cut, std::span<const Fate> fates, std::uint32_t depth);
  void kill(const Cut& cut, std::size_t written, std::uint32_t depth);
  // Whether the state is right; what was found in it is in found_ then.
  bool examine(SimulatedDisk& disk, const History& history, const char* when);
  bool holds_enough(const History& history) const;
  void fail(const char* when, std::string_view what, const History& history);

  const Design& design_;
  const Scenario& scenario_;
  storage::LogRegion region_;
  std::vector<std::byte> scratch_;
  std::vector<std::uint32_t> found_;
  Random random_{1};
  std::uint32_t share_ = 1;
  std::uint64_t states_ = 0;
  std::string fault_;
};

}  // namespace ocellus::tests
