#include "drivers/storage/settings_history.hpp"

namespace ocellus::storage {

Status SettingsHistory::newest(Moment& moment, std::span<char> room, std::string_view& text) {
  RecordFacts facts;
  const Status status = log_.newest(moment, facts, std::as_writable_bytes(room));
  if (!status.ok()) return status;
  if (facts.length > room.size()) {
    return Status::failure(Code::kTooLarge, "the settings do not fit", facts.length);
  }
  text = {room.data(), facts.length};
  return status;
}

Status SettingsHistory::append(const Moment& moment, std::string_view text) {
  if (text.size() > kLongestSettings) {
    return Status::failure(Code::kTooLarge, "the settings have more than 32 KiB", text.size());
  }
  const Bytes bytes = std::as_bytes(std::span(text));
  return log_.append(moment, kSettingsRecord, {&bytes, 1});
}

}  // namespace ocellus::storage
