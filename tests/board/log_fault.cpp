#include "tests/board/log_fault.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace ocellus::tests {

using tools::History;
using tools::HistoryEntry;

namespace {

std::vector<const HistoryEntry*> entries_of(const History& history, storage::LogName log) {
  std::vector<const HistoryEntry*> entries;
  for (const HistoryEntry& entry : history.entries) {
    if (entry.log == log) entries.push_back(&entry);
  }
  std::ranges::sort(entries, {}, &HistoryEntry::sequence);
  return entries;
}

}  // namespace

tools::History history_of(storage::BlockDevice& medium) {
  auto history = tools::read_history(medium, "card", {});
  EXPECT_TRUE(history.ok());
  return history.ok() ? std::move(history.value()) : History();
}

std::optional<std::string> fault_of(const History& found, const History& at_the_end,
                                    std::span<const Acknowledged> acknowledged) {
  using storage::LogName;
  for (const LogName log :
       {LogName::kSystem, LogName::kSettings, LogName::kJournal, LogName::kSnapshots}) {
    const auto here = entries_of(found, log);
    const auto all = entries_of(at_the_end, log);
    for (std::size_t i = 0; i < here.size(); ++i) {
      if (i > 0 && here[i]->sequence != here[i - 1]->sequence + 1) return "a gap";
      const auto same = std::ranges::find(all, here[i]->sequence, &HistoryEntry::sequence);
      // The oldest may have been overwritten since.
      if (same == all.end() && (all.empty() || here[i]->sequence > all.front()->sequence)) {
        return "a record that nobody wrote";
      }
      if (same != all.end() &&
          ((*same)->text != here[i]->text || (*same)->bytes != here[i]->bytes)) {
        return "another text";
      }
    }
  }
  const auto journal = entries_of(found, LogName::kJournal);
  auto next = journal.begin();
  for (const Acknowledged& line : acknowledged) {
    next = std::ranges::find(next, journal.end(), line.line, &HistoryEntry::text);
    if (next == journal.end()) return "without " + line.line;
    ++next;
  }
  return std::nullopt;
}

}  // namespace ocellus::tests
