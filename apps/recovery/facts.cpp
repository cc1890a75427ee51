#include "apps/recovery/facts.hpp"

#include <algorithm>

#include "drivers/bundle/release.hpp"
#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"
#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/file_device.hpp"
#include "drivers/storage/log_reader.hpp"
#include "drivers/storage/moment.hpp"

namespace ocellus::recovery {
namespace {

using Access = storage::FileDevice::Access;

SlotFacts facts_of(const char* partition) {
  storage::FileDevice device;
  alignas(64) std::array<std::byte, storage::BlockDevice::kSector> sector;
  if (!device.open(partition, Access::kRead).ok() || !device.read(0, sector).ok()) return {};
  if (const auto release = bundle::release_of(sector)) {
    return {.content = SlotContent::kRelease, .version = release->version};
  }
  const bool empty =
      std::ranges::all_of(sector, [](std::byte each) { return each == std::byte{}; });
  return {.content = empty ? SlotContent::kNothing : SlotContent::kUnnamed, .version = {}};
}

// The last ones of `region`, in order.
void last_lines(storage::BlockDevice& device, const storage::LogRegion& region,
                std::array<Text, Lines::kMost>& lines) {
  std::array<std::byte, 4096> scratch;
  storage::LogReader reader(device, region, scratch);
  if (!reader.open().ok()) return;
  std::array<std::byte, storage::kMomentBytes + storage::kLongestLine> room;
  storage::RecordFacts facts;
  while (reader.next(facts, room).ok()) {
    const std::size_t size = std::min<std::size_t>(facts.length, room.size());
    if (size <= storage::kMomentBytes) continue;
    std::rotate(lines.begin(), lines.begin() + 1, lines.end());
    const auto* const text = reinterpret_cast<const char*>(room.data() + storage::kMomentBytes);
    const std::string_view words = words_of({text, size - storage::kMomentBytes});
    lines.back() = {};
    words.copy(lines.back().data(), lines.back().size() - 1);
  }
}

}  // namespace

std::string_view words_of(std::string_view line) {
  constexpr std::string_view kKey = R"("text":")";
  const std::size_t at = line.find(kKey);
  if (at == line.npos) return line;
  line.remove_prefix(at + kKey.size());
  const std::size_t end = line.find('"');
  return line.substr(0, end);
}

void read_facts(const Disk& disk, Facts& facts) {
  facts = {};
  storage::FileDevice data;
  if (!disk.known() || !data.open(disk.data.data(), Access::kRead).ok()) return;
  facts.answered = true;
  slots::StateStore store(data);
  facts.state_content = store.read();
  facts.state = store.state();
  for (const slots::Slot slot : {slots::Slot::kA, slots::Slot::kB}) {
    facts.slots[static_cast<std::size_t>(slot)] = facts_of(disk.slot(slot).data());
  }
}

void read_lines(const Disk& disk, Lines& lines) {
  lines = {};
  storage::FileDevice data;
  storage::DataLayout layout;
  if (!disk.known() || !data.open(disk.data.data(), Access::kRead).ok() ||
      !storage::layout_of(data.size(), layout).ok()) {
    return;
  }
  last_lines(data, layout.system, lines.system);
  last_lines(data, layout.journal, lines.journal);
}

bool is_settled(const Facts& facts, slots::Slot running) {
  if (!facts.answered || facts.state_content == slots::Content::kNewer) return false;
  const slots::SlotState& state = facts.state;
  return state.told && slots::had_its_chance(state, running) == state;
}

}  // namespace ocellus::recovery
