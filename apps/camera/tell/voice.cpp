#include "apps/camera/tell/voice.hpp"

#include <unistd.h>

#include <chrono>

#include "platform/linux/write_all.hpp"

namespace ocellus::camera {

Status Voice::say(std::string_view line, Reach reach) {
  if (reach == Reach::kJournal && store_ != nullptr) {
    storage::Journal& journal = *store_->journal();
    // Its failures come as news, once each.
    static_cast<void>(!journal.append(store_->now(), line.substr(0, line.size() - 1)).ok());
    tell(journal.take_news());
  }
  if (bar_ != nullptr) bar_->clear();
  return platform::write_all(STDOUT_FILENO, line);
}

void Voice::notify(Notice& notice, Reach reach) {
  static_cast<void>(!say(notice.line(), reach).ok());
}

void Voice::tell(const std::optional<storage::StorageNews>& news) {
  if (!news) return;
  Notice notice(now(), "storage");
  if (news->status.ok()) {
    notice.word("state", "recovered").number("lost", news->lost);
  } else {
    notice.word("state", "failed").because(news->status);
  }
  notify(notice, Reach::kConsole);
}

capture::Microseconds Voice::now() {
  return std::chrono::duration_cast<capture::Microseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace ocellus::camera
