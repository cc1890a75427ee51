#include "tests/storage/crash_explorer.hpp"

#include <algorithm>
#include <utility>

#include "drivers/storage/record_header.hpp"

namespace ocellus::tests {
namespace {

constexpr std::uint32_t kSector = BlockDevice::kSector;
constexpr std::uint32_t kBefore = 2;  // sectors of another's, before the region and behind it

}  // namespace

// Keeps what the disk was like at each flush, and at each acknowledgement of what is not flushed.
class CrashExplorer::Life final : public SimulatedDisk::Watcher {
 public:
  explicit Life(History begin) : history(std::move(begin)) {}
  void before_flush(const SimulatedDisk& disk) override { cuts.push_back({disk, history}); }

  History history;
  std::vector<Cut> cuts;
};

CrashExplorer::CrashExplorer(const Design& design, const Scenario& scenario)
    : design_(design),
      scenario_(scenario),
      region_{.name = storage::LogName::kJournal,
              .offset = kBefore * kSector,
              .segment_size = scenario.slot_sectors * kSector,
              .segments = scenario.slots},
      scratch_(scenario.scratch_sectors * kSector) {}

void CrashExplorer::explore(std::uint32_t share) {
  share_ = share;
  const std::size_t sectors = std::size_t{scenario_.slots} * scenario_.slot_sectors;
  const SimulatedDisk virgin(sectors + 2 * kBefore, scenario_.virgin);
  for (const Cut& cut : live(virgin, {}, scenario_.records)) crash(cut, 1);
}

void CrashExplorer::wander(std::uint32_t seed, std::uint32_t lives) {
  random_ = Random(seed);
  const std::size_t sectors = std::size_t{scenario_.slots} * scenario_.slot_sectors;
  SimulatedDisk disk(sectors + 2 * kBefore, scenario_.virgin);
  History history;
  for (std::uint32_t life = 0; life < lives && fault_.empty(); ++life) {
    // Now and then round the ring.
    const std::uint32_t most = random_.below(8) == 0 ? scenario_.records : 6;
    std::vector<Cut> cuts = live(disk, history, 1 + random_.below(most));
    if (cuts.empty()) return;
    // Several states are looked at; the last one is lived on in.
    constexpr std::uint32_t kLooks = 12;
    for (std::uint32_t look = 1; look <= kLooks; ++look) {
      const auto from_end = random_.below(static_cast<std::uint32_t>(cuts.size()));
      const Cut& cut = cuts[cuts.size() - 1 - from_end];
      const bool killed = random_.below(4) == 0;
      SimulatedDisk left = cut.disk;
      if (killed) {
        const auto count = static_cast<std::uint32_t>(cut.disk.in_flight());
        left.forget_flights_after(1 + random_.below(count));
      } else {
        std::array<Fate, kMostInFlight> fates;
        const auto all = std::span(fates).first(cut.disk.in_flight());
        fill_at_random(all, random_);
        left.settle(all);
      }
      if (!examine(left, cut.history, "wandering")) return;
      if (look < kLooks) continue;
      disk = left;
      history = cut.history;
      history.settle(found_);
      if (!killed) history.acknowledge();
    }
  }
}

std::vector<CrashExplorer::Cut> CrashExplorer::live(SimulatedDisk disk, History history,
                                                    std::uint32_t records) {
  Life life(std::move(history));
  disk.watch(&life);
  const auto writer = design_.writer(disk, region_, scratch_);
  if (const Status status = writer->open(); !status.ok()) {
    fail("opening", status.what, life.history);
    return {};
  }
  std::size_t told = 0;  // cuts that know what may be overwritten
  for (std::uint32_t i = 0; i < records; ++i) {
    const std::uint32_t number = life.history.next++;
    life.history.pending.push_back(number);
    const Status status = writer->append(Record::bytes(number, length_of(number)));
    if (!status.ok()) {
      fail("appending", status.what, life.history);
      return {};
    }
    life.history.acknowledge();
    if (disk.in_flight() != 0) life.cuts.push_back({disk, life.history});
    // What this append made room for is gone from now on, and may be gone while it is on its way.
    if (const Status read = read_numbers(disk, region_, found_); !read.ok()) {
      fail("reading on", read.what, life.history);
      return {};
    }
    const std::size_t oldest = life.history.begin_of(found_);
    const History all = {.acknowledged = life.history.acknowledged,
                         .pending = {},
                         .cut_off = {},
                         .oldest = oldest,
                         .next = 0,
                         .crashes = life.history.crashes};
    if (const auto fault = all.fault_in(found_); !fault.empty() || !holds_enough(all)) {
      fail("without a crash", fault.empty() ? "too little is kept" : fault, life.history);
      return {};
    }
    life.history.oldest = std::max(life.history.oldest, oldest);
    for (; told < life.cuts.size(); ++told) life.cuts[told].history.oldest = life.history.oldest;
  }
  return std::move(life.cuts);
}

// A full slot holds all but what a longest record did not fit in. One is being filled, and each
// crash may have cost the rest of one.
bool CrashExplorer::holds_enough(const History& history) const {
  if (history.oldest == 0) return true;
  const auto sectors = [](std::size_t length) {
    return storage::RecordHeader::sectors_for(length);
  };
  const auto longest =
      sectors(*std::max_element(scenario_.lengths.begin(), scenario_.lengths.end()));
  const std::uint32_t wasted = std::min(scenario_.slots, 1 + history.crashes);
  const std::uint32_t least = (scenario_.slots - wasted) * (scenario_.slot_sectors - longest + 1);
  std::uint32_t kept = 0;
  for (const std::uint32_t number : found_) kept += sectors(length_of(number));
  return kept >= least;
}

void CrashExplorer::crash(const Cut& cut, std::uint32_t depth) {
  const std::size_t count = cut.disk.in_flight();
  if (count > kMostInFlight) return fail("in the test", "too much is in flight", cut.history);
  static constexpr std::array<Care, kDepth> kCare = {
      {{.exhaustive = 12, .ways = kFates.size(), .ways_of_many = kFates.size(), .samples = 200},
       {.exhaustive = 4, .ways = 6, .ways_of_many = 3, .samples = 8},
       {.exhaustive = 2, .ways = 4, .ways_of_many = 2, .samples = 2}}};
  for_all_fates(count, kCare[depth - 1], random_, [&](std::span<const Fate> fates) {
    if (fault_.empty()) lose_power(cut, fates, depth);
  });
  for (std::size_t written = 1; written <= count && fault_.empty(); ++written) {
    if (written > 2 && written + 1 < count && !takes_turn(1)) continue;
    kill(cut, written, depth);
  }
}

void CrashExplorer::lose_power(const Cut& cut, std::span<const Fate> fates, std::uint32_t depth) {
  SimulatedDisk disk = cut.disk;
  disk.settle(fates);
  if (!examine(disk, cut.history, "the power went")) return;
  // The more states there are of a crash, the fewer are lived on in.
  if (depth == kDepth || !takes_turn(1 + cut.disk.in_flight() / 4)) return;
  History history = cut.history;
  history.settle(found_);
  history.acknowledge();
  for (const Cut& next : live(std::move(disk), std::move(history), 2)) crash(next, depth + 1);
}

void CrashExplorer::kill(const Cut& cut, std::size_t written, std::uint32_t depth) {
  SimulatedDisk disk = cut.disk;
  disk.forget_flights_after(written);
  if (!examine(disk, cut.history, "the writer died")) return;
  if (depth == kDepth || (depth > 1 && !takes_turn(1))) return;
  History history = cut.history;
  history.settle(found_);
  for (const Cut& next : live(std::move(disk), std::move(history), 2)) crash(next, depth + 1);
}

bool CrashExplorer::examine(SimulatedDisk& disk, const History& history, const char* when) {
  ++states_;
  const Status status = read_numbers(disk, region_, found_);
  std::string_view fault = status.ok() ? history.fault_in(found_) : std::string_view(status.what);
  if (fault.empty()) {
    const std::size_t in_flight = disk.in_flight();
    SimulatedDisk copy(0, std::byte{0});
    if (!design_.opening_only_reads) copy = disk;
    SimulatedDisk& opened = design_.opening_only_reads ? disk : copy;
    const auto writer = design_.writer(opened, region_, scratch_);
    const Status open = writer->open();
    const std::uint32_t newest = found_.empty() ? Record::kNone : found_.back();
    if (!open.ok()) {
      fault = open.what;
    } else if (writer->newest() != newest) {
      fault = "writer and reader do not agree which record is the newest";
    } else if (design_.opening_only_reads && disk.in_flight() != in_flight) {
      fault = "opening writes";
    }
  }
  if (fault.empty()) return true;
  fail(when, fault, history);
  return false;
}

void CrashExplorer::fail(const char* when, std::string_view what, const History& history) {
  if (!fault_.empty()) return;
  const auto list = [](std::span<const std::uint32_t> numbers) {
    std::string text;
    for (const std::uint32_t number : numbers) text += " " + std::to_string(number);
    return text.empty() ? " none" : text;
  };
  fault_ = std::string(design_.name) + ", " + scenario_.name + ", " + when + ", after " +
           std::to_string(history.crashes) + " crashes: " + std::string(what) + "; found" +
           list(found_) + "; acknowledged" + list(history.acknowledged) + "; on its way" +
           list(history.pending) + "; cut off" + list(history.cut_off) +
           "; not to be overwritten from the " + std::to_string(history.oldest) + "th on; state " +
           std::to_string(states_);
}

}  // namespace ocellus::tests
