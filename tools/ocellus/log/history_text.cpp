#include <cctype>
#include <chrono>

#include "tools/ocellus/format.hpp"
#include "tools/ocellus/log/history.hpp"
#include "tools/ocellus/log/wall_clock.hpp"

namespace ocellus::tools {
namespace {

using storage::LogName;

// One line of what a terminal shows as it is: a record may hold anything.
std::string printable(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    line += byte < ' ' || byte == 0x7f ? ' ' : c;
  }
  return line;
}

std::string what(const HistoryEntry& entry) {
  if (entry.log == LogName::kSettings) {
    return format("settings in force, %zu bytes", entry.text.size());
  }
  if (entry.log != LogName::kSnapshots) return printable(entry.text);
  std::string line = format("snapshot of frame %llu, %zu bytes",
                            static_cast<unsigned long long>(entry.frame), entry.bytes);
  if (!entry.file.empty()) line += ", " + entry.file;
  if (!entry.text.empty()) line += " " + printable(entry.text);
  return line;
}

}  // namespace

std::string history_text(const History& history) {
  bool clock = false;
  for (const HistoryEntry& entry : history.entries) clock = clock || entry.moment.wall;
  std::string text =
      clock ? "boot       time  clock (UTC)               what\n" : "boot       time  what\n";
  for (const HistoryEntry& entry : history.entries) {
    const auto since = static_cast<double>(entry.moment.since_boot.count()) / 1e3;
    const std::string boot = entry.moment.boot == 0 ? "?" : std::to_string(entry.moment.boot);
    text += format("%4s %10.3f  ", boot.c_str(), since);
    if (clock) text += format("%-24s  ", wall_clock(entry.moment).c_str());
    text += what(entry) + "\n";
  }
  for (const LogState& log : history.logs) {
    const std::string name(name_of(log.log));
    text += format("%s: %u record%s", name.c_str(), log.records, log.records == 1 ? "" : "s");
    if (log.lost != 0) text += format(", %u more between them lost", log.lost);
    if (log.unreadable != 0) text += format(", %u places unreadable", log.unreadable);
    text += "\n";
  }
  return text;
}

}  // namespace ocellus::tools
