#include "apps/camera/settings/keeper.hpp"

namespace ocellus::camera {

std::string_view name(SettingsOrigin origin) {
  switch (origin) {
    case SettingsOrigin::kFile:
      return "the file";
    case SettingsOrigin::kLastGood:
      return "the last good settings";
    case SettingsOrigin::kShipped:
      return "the shipped settings";
    case SettingsOrigin::kBuiltIn:
      break;
  }
  return "the built-in settings";
}

SettingsOrigin SettingsKeeper::choose(const char* path, const char* shipped,
                                      storage::SettingsHistory* history, Settings& settings,
                                      const Host& host) {
  good_ = {};
  mistakes_.clear();
  const bool is_shipped = shipped != nullptr && std::string_view(path) == shipped;
  std::string_view text;
  file_status_ = read_settings_file(path, text_, text);
  const bool good = file_status_.ok() && read_settings(text, settings, mistakes_, host);
  if (good && !is_shipped) {
    good_ = text;
    return SettingsOrigin::kFile;
  }

  Mistakes unheard;  // of texts that are no longer anybody's to correct
  const Host once = {.carried = host.carried};
  storage::Moment then;
  if (history != nullptr && history->newest(then, other_, text).ok() &&
      read_settings(text, settings, unheard, once)) {
    return SettingsOrigin::kLastGood;
  }
  if (shipped != nullptr && read_settings_file(shipped, other_, text).ok() &&
      read_settings(text, settings, unheard, once)) {
    return SettingsOrigin::kShipped;
  }
  settings = {};
  return SettingsOrigin::kBuiltIn;
}

Status SettingsKeeper::remember(storage::SettingsHistory& history, const storage::Moment& now) {
  if (good_.empty()) return Status::success();
  storage::Moment then;
  std::string_view stored;
  const Status status = history.newest(then, other_, stored);
  if (status.ok() && stored == good_) return Status::success();
  return history.append(now, good_);
}

}  // namespace ocellus::camera
