#include "tools/ocellus/log/history.hpp"

#include <algorithm>

#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/log_reader.hpp"
#include "drivers/storage/snapshot_ring.hpp"
#include "tools/ocellus/log/storage_failure.hpp"

namespace ocellus::tools {
namespace {

using storage::LogName;

// Takes a record apart; false where it is none that we write.
bool read_entry(LogName log, storage::Bytes record, HistoryEntry& entry, storage::Bytes& jpeg) {
  if (record.size() < storage::kMomentBytes) return false;
  entry.log = log;
  if (log == LogName::kSnapshots) {
    storage::SnapshotFacts facts;
    if (!storage::read_snapshot(record, facts, jpeg).ok()) return false;
    entry.moment = facts.moment;
    entry.frame = facts.frame;
    entry.text = facts.event;
    entry.bytes = jpeg.size();
    return true;
  }
  entry.moment = storage::moment_from(record.first<storage::kMomentBytes>());
  const storage::Bytes text = record.subspan(storage::kMomentBytes);
  entry.text.assign(reinterpret_cast<const char*>(text.data()), text.size());
  return true;
}

Result<LogState> read_log(storage::BlockDevice& device, const storage::LogRegion& region,
                          const KeepPicture& keep_picture, std::vector<HistoryEntry>& entries) {
  LogState state = {.log = region.name};
  std::vector<std::byte> scratch(std::size_t{64} << 10);
  std::vector<std::byte> room(region.segment_size);
  storage::LogReader reader(device, region, scratch);
  storage::RecordFacts facts;
  std::uint32_t expected = 0;
  if (reader.open().ok()) {
    while (reader.next(facts, room).ok()) {
      if (expected != 0 && facts.sequence > expected) state.lost += facts.sequence - expected;
      expected = facts.sequence + 1;
      HistoryEntry entry;
      storage::Bytes jpeg;
      if (!read_entry(region.name, std::span(room).first(facts.length), entry, jpeg)) continue;
      ++state.records;
      entry.sequence = facts.sequence;
      if (region.name == LogName::kSnapshots && keep_picture) {
        if (const auto kept = keep_picture(entry, jpeg); !kept.ok()) return kept.failure();
      }
      entries.push_back(std::move(entry));
    }
  }
  state.unreadable = reader.unreadable();
  return state;
}

bool is_before(const HistoryEntry& one, const HistoryEntry& other) {
  if (one.moment.boot != other.moment.boot) return one.moment.boot < other.moment.boot;
  return one.moment.since_boot < other.moment.since_boot;
}

// Each log keeps its order, whatever its clocks say.
std::vector<HistoryEntry> merge(std::array<std::vector<HistoryEntry>, 4> logs) {
  std::vector<HistoryEntry> all;
  std::array<std::size_t, 4> next = {};
  for (;;) {
    std::size_t first = logs.size();
    for (std::size_t i = 0; i < logs.size(); ++i) {
      if (next[i] == logs[i].size()) continue;
      if (first == logs.size() || is_before(logs[i][next[i]], logs[first][next[first]])) first = i;
    }
    if (first == logs.size()) return all;
    all.push_back(std::move(logs[first][next[first]++]));
  }
}

}  // namespace

Result<History> read_history(storage::BlockDevice& device, const std::string& path,
                             const KeepPicture& keep_picture) {
  storage::DataLayout layout;
  if (const Status status = storage::layout_of(device.size(), layout); !status.ok()) {
    return storage_failure(path, status, "name the data partition of a card");
  }
  History history;
  std::array<std::vector<HistoryEntry>, 4> logs;
  const storage::LogRegion regions[] = {layout.system, layout.settings, layout.journal,
                                        layout.snapshots};
  for (std::size_t i = 0; i < logs.size(); ++i) {
    auto state = read_log(device, regions[i], keep_picture, logs[i]);
    if (!state.ok()) return state.failure();
    history.logs[i] = state.value();
  }
  history.entries = merge(std::move(logs));
  return history;
}

std::string_view name_of(LogName log) {
  switch (log) {
    case LogName::kSystem:
      return "system";
    case LogName::kSettings:
      return "settings";
    case LogName::kJournal:
      return "journal";
    case LogName::kSnapshots:
      return "snapshots";
  }
  return "unknown";
}

}  // namespace ocellus::tools
