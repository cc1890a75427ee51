// All that the logs of a data partition tell.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/storage/block_device.hpp"
#include "drivers/storage/log_region.hpp"
#include "drivers/storage/moment.hpp"
#include "tools/ocellus/result.hpp"

namespace ocellus::tools {

struct HistoryEntry {
  storage::LogName log = storage::LogName::kSystem;
  std::uint32_t sequence = 0;
  storage::Moment moment;
  std::string text;         // a line, whole settings, or a snapshot's event
  std::uint64_t frame = 0;  // snapshots
  std::size_t bytes = 0;    // of a snapshot's picture
  std::string file;         // where that went; may be empty
};

struct LogState {
  storage::LogName log = storage::LogName::kSystem;
  std::uint32_t records = 0;
  std::uint32_t lost = 0;        // missing between the oldest and the newest
  std::uint32_t unreadable = 0;  // sectors, or contents of records
};

struct History {
  std::vector<HistoryEntry> entries;  // by boot and time; within one log as they were written
  std::array<LogState, 4> logs;
};

// Takes a snapshot's picture, and sets `file` where it keeps it.
using KeepPicture =
    std::function<Result<Done>(HistoryEntry& entry, std::span<const std::byte> jpeg)>;

// Reads every log. What is damaged is left out and counted; a log that cannot be read at all is
// empty. `path` is for failures; keep_picture may be empty.
Result<History> read_history(storage::BlockDevice& device, const std::string& path,
                             const KeepPicture& keep_picture);

std::string_view name_of(storage::LogName log);

// A table for people, and one JSON document; README.md has its keys. Both end with a newline.
std::string history_text(const History& history);
std::string history_json(const History& history, const std::string& path);

}  // namespace ocellus::tools
