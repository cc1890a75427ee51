#include "tools/ocellus/emit/json_writer.hpp"
#include "tools/ocellus/format.hpp"
#include "tools/ocellus/log/history.hpp"
#include "tools/ocellus/log/json_check.hpp"
#include "tools/ocellus/log/wall_clock.hpp"

namespace ocellus::tools {
namespace {

using storage::LogName;

// Bytes that are no text of JSON's become question marks.
std::string as_text(std::string_view bytes) {
  std::string text(bytes);
  if (is_utf8(text)) return text;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  }
  return text;
}

void write_entry(JsonWriter& json, const HistoryEntry& entry) {
  json.open('{')
      .member("log", name_of(entry.log))
      .member("sequence", entry.sequence)
      .member("boot", entry.moment.boot)
      .key("time")
      .json(format("%.3f", static_cast<double>(entry.moment.since_boot.count()) / 1e3));
  if (const std::string clock = wall_clock(entry.moment); !clock.empty()) {
    json.member("clock", clock);
  }
  if (entry.log == LogName::kSnapshots) {
    json.member("frame", entry.frame).member("bytes", entry.bytes);
    if (!entry.file.empty()) json.member("file", as_text(entry.file));
  }
  if (is_json(entry.text)) {
    json.key("line").json(entry.text);
  } else if (!entry.text.empty()) {
    json.member("text", as_text(entry.text));
  }
  json.close('}');
}

}  // namespace

std::string history_json(const History& history, const std::string& path) {
  JsonWriter json;
  json.open('{').member("file", as_text(path)).key("logs").open('[');
  for (const LogState& log : history.logs) {
    json.open('{')
        .member("log", name_of(log.log))
        .member("records", log.records)
        .member("lost", log.lost)
        .member("unreadable", log.unreadable)
        .close('}');
  }
  json.close(']').key("entries").open('[');
  for (const HistoryEntry& entry : history.entries) write_entry(json, entry);
  return json.close(']').close('}').text() + "\n";
}

}  // namespace ocellus::tools
