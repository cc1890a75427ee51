#include "tests/storage/flash_explorer.hpp"

#include <algorithm>

namespace ocellus::tests {
namespace {

constexpr std::uint32_t kSector = BlockDevice::kSector;

bool holds(const std::vector<std::uint32_t>& numbers, std::uint32_t number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

bool is_growing(const std::vector<std::uint32_t>& numbers) {
  return std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) ==
         numbers.end();
}

}  // namespace

std::string_view FlashHistory::fault_in(const std::vector<std::uint32_t>& found,
                                        const std::vector<std::uint32_t>& sequences) const {
  if (!is_growing(found)) return "not in order";
  if (!is_growing(sequences)) return "a sequence comes twice";
  std::size_t at = begin_of(found);
  if (at > oldest) return "what was not to be overwritten is gone";
  for (const std::uint32_t number : found) {
    if (at < acknowledged.size() && number == acknowledged[at]) {
      ++at;
    } else if (!holds(cut_off, number)) {
      return "not the next one";
    }
  }
  return at < acknowledged.size() ? "what was acknowledged is gone" : "";
}

std::size_t FlashHistory::begin_of(const std::vector<std::uint32_t>& found) const {
  for (const std::uint32_t number : found) {
    const auto at = std::find(acknowledged.begin(), acknowledged.end(), number);
    if (at != acknowledged.end()) return static_cast<std::size_t>(at - acknowledged.begin());
  }
  return acknowledged.size();
}

FlashExplorer::FlashExplorer(const Design& design, const FlashScenario& scenario)
    : design_(design),
      scenario_(scenario),
      region_{.name = storage::LogName::kJournal,
              .offset = scenario.block_sectors * kSector,  // a block of another's, and one behind
              .segment_size = scenario.slot_blocks * scenario.block_sectors * kSector,
              .segments = scenario.slots},
      scratch_(scenario.scratch_sectors * kSector) {}

void FlashExplorer::explore() {
  const SimulatedFlash flash(scenario_.slots * scenario_.slot_blocks + 2,
                             scenario_.block_sectors * kSector);
  crash_everywhere(flash, {}, scenario_.records, 1);
}

void FlashExplorer::crash_everywhere(const SimulatedFlash& flash, const FlashHistory& history,
                                     std::uint32_t records, std::uint32_t depth) {
  std::vector<std::size_t> oldest;
  const End whole = live(flash, history, records, kNever, Remains::kBefore, &oldest);
  const std::uint32_t operations = whole.flash.operations() - flash.operations();
  for (std::uint32_t at = 0; at < operations; ++at) {
    for (int remains = 0; remains < kRemains; ++remains) {
      if (!fault_.empty()) return;
      End end = live(flash, history, records, at, static_cast<Remains>(remains), nullptr);
      end.history.oldest = std::max(end.history.oldest, oldest[end.appended]);
      if (!examine(end.flash, end.history)) return;
      // At random: in turn, the same remains would come again and again.
      if (depth == kDepth || random_.below(scenario_.share) != 0) continue;
      end.flash.restart(static_cast<std::uint32_t>(states_));
      crash_everywhere(end.flash, end.history, 2 + random_.below(2), depth + 1);
    }
  }
}

FlashExplorer::End FlashExplorer::live(const SimulatedFlash& flash, const FlashHistory& history,
                                       std::uint32_t records, std::uint32_t operations,
                                       Remains remains, std::vector<std::size_t>* oldest) {
  End end{flash, history};
  if (operations != kNever) end.flash.lose_power_after(operations, remains);
  const auto writer = design_.writer(end.flash, region_, scratch_);
  if (const Status status = writer->open(); !status.ok()) {
    fail("opening", status.what, end.history);
    return end;
  }
  for (; end.appended < records; ++end.appended) {
    const std::uint32_t number = end.history.next++;
    const std::size_t length = scenario_.lengths[number % scenario_.lengths.size()];
    const bool appended = writer->append(Record::bytes(number, length)).ok();
    if (end.flash.misused()) fail("appending", "written where it is not erased", end.history);
    if (!appended) {
      if (operations == kNever) fail("appending", "a failure", end.history);
      end.history.cut_off.push_back(number);
      ++end.history.crashes;
      return end;
    }
    end.history.acknowledged.push_back(number);
    if (oldest == nullptr) continue;
    SimulatedFlash copy = end.flash;
    const Status status = read_numbers(copy, region_, found_, &sequences_);
    const std::size_t begin = end.history.begin_of(found_);
    FlashHistory now = end.history;
    now.oldest = begin;
    const auto fault = status.ok() ? now.fault_in(found_, sequences_) : status.what;
    if (!fault.empty()) fail("without a crash", fault, end.history);
    end.history.oldest = std::max(end.history.oldest, begin);
    oldest->push_back(end.history.oldest);
  }
  return end;
}

bool FlashExplorer::examine(const SimulatedFlash& flash, const FlashHistory& history) {
  ++states_;
  // What is in doubt reads otherwise each time.
  for (std::uint32_t time = 0; time < 2; ++time) {
    SimulatedFlash copy = flash;
    copy.restart(static_cast<std::uint32_t>(states_) * 2 + time);
    const Status status = read_numbers(copy, region_, found_, &sequences_);
    std::string_view fault =
        status.ok() ? history.fault_in(found_, sequences_) : std::string_view(status.what);
    if (fault.empty()) {
      const auto writer = design_.writer(copy, region_, scratch_);
      if (const Status open = writer->open(); !open.ok()) fault = open.what;
      if (copy.operations() != flash.operations()) fault = "opening writes";
    }
    if (fault.empty()) continue;
    fail("the power went", fault, history);
    return false;
  }
  return true;
}

void FlashExplorer::fail(const char* when, std::string_view what, const FlashHistory& history) {
  if (!fault_.empty()) return;
  const auto list = [](const std::vector<std::uint32_t>& numbers) {
    std::string text;
    for (const std::uint32_t number : numbers) text += " " + std::to_string(number);
    return text.empty() ? " none" : text;
  };
  fault_ = std::string(design_.name) + ", " + scenario_.name + ", " + when + ", after " +
           std::to_string(history.crashes) + " crashes: " + std::string(what) + "; found" +
           list(found_) + " with sequences" + list(sequences_) + "; acknowledged" +
           list(history.acknowledged) + "; cut off" + list(history.cut_off) +
           "; not to be overwritten from the " + std::to_string(history.oldest) + "th on; state " +
           std::to_string(states_);
}

}  // namespace ocellus::tests
