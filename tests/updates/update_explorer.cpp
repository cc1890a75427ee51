#include "tests/updates/update_explorer.hpp"

#include <algorithm>
#include <utility>

namespace ocellus::tests {

void UpdateExplorer::explore(std::uint32_t share) {
  share_ = share;
  SimulatedDisk disk(scenario_.layout.disk_sectors(), std::byte{0});
  Part slot = scenario_.layout.slot(disk, slots::Slot::kA);
  if (!slot.write(0, scenario_.systems[0].payload).ok() || !slot.flush().ok()) {
    fault_ = "in the test: the first system does not fit";
    return;
  }
  Life life(scenario_, mistake_, scenario_.plan.size());
  life.power_on(disk, {});
  live_on(life, 0);
}

void UpdateExplorer::live_on(Life& life, std::uint32_t depth) {
  ++lives_;
  // What was seen on the way to a fault is judged first: a crash before it tells more.
  for (const Moment& moment : life.moments) {
    if (fault_.empty()) crash(moment, depth + 1);
  }
  if (fault_.empty() && !life.fault.empty()) {
    fault_ = std::string(name_of(mistake_)) + ", " + scenario_.name + ": " + life.fault;
  }
}

void UpdateExplorer::crash(const Moment& moment, std::uint32_t depth) {
  const std::size_t count = moment.disk.in_flight();
  if (count > kMostInFlight) return fail(moment, "in the test: too much is in flight");
  static constexpr std::array<Care, kDepth> kCare = {
      {{.exhaustive = 12, .ways = kFates.size(), .ways_of_many = kFates.size(), .samples = 200},
       {.exhaustive = 4, .ways = 6, .ways_of_many = 3, .samples = 8},
       {.exhaustive = 2, .ways = 4, .ways_of_many = 2, .samples = 2}}};
  for_all_fates(count, kCare[depth - 1], random_, [&](std::span<const Fate> fates) {
    if (fault_.empty()) lose_power(moment, fates, depth);
  });
  if (!moment.in_update) return;
  for (std::size_t written = 0; written <= count && fault_.empty(); ++written) {
    if (depth > 1 && !takes_turn(1)) continue;
    kill(moment, written, depth);
  }
}

void UpdateExplorer::lose_power(const Moment& moment, std::span<const Fate> fates,
                                std::uint32_t depth) {
  SimulatedDisk disk = moment.disk;
  disk.settle(fates);
  if (!examine(disk, moment)) return;
  // The more states there are of a crash, the fewer are lived on in.
  if (depth == kDepth || !takes_turn(1 + moment.disk.in_flight() / 4)) return;
  Ledger ledger = moment.ledger;
  ledger.settle(disk, scenario_.layout, scenario_.systems);
  ++ledger.crashes;
  Life life(scenario_, mistake_, 1);
  life.power_on(std::move(disk), ledger);
  live_on(life, depth);
}

void UpdateExplorer::kill(const Moment& moment, std::size_t written, std::uint32_t depth) {
  if (depth == kDepth) return;
  SimulatedDisk disk = moment.disk;
  disk.forget_flights_after(written);
  Life life(scenario_, mistake_, 1);
  life.go_on(std::move(disk), moment.ledger);
  live_on(life, depth);
}

bool UpdateExplorer::examine(const SimulatedDisk& disk, const Moment& moment) {
  ++states_;
  SimulatedDisk copy = disk;
  std::string fault = fault_of(copy, scenario_.layout, scenario_.systems, moment.ledger);
  if (fault.empty()) {
    Ledger ledger = moment.ledger;
    Life::load(copy, scenario_, ledger, mistake_, fault);
  }
  if (!fault.empty()) fail(moment, fault);
  return fault.empty();
}

void UpdateExplorer::fail(const Moment& moment, const std::string& what) {
  if (!fault_.empty()) return;
  const Ledger& ledger = moment.ledger;
  fault_ = std::string(name_of(mistake_)) + ", " + scenario_.name + ", during " + moment.during +
           ", after " + std::to_string(ledger.crashes) + " crashes: " + what + "; system " +
           std::to_string(ledger.home_system) + " in slot " + letter_of(ledger.home) +
           " confirmed, " + std::to_string(ledger.trial) + " on trial, " +
           std::to_string(ledger.beginning) + " beginning; state " + std::to_string(states_);
}

}  // namespace ocellus::tests
