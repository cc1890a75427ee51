#include "apps/camera/tell/voice.hpp"

#include <unistd.h>

#include <chrono>

#include "platform/linux/write_all.hpp"

namespace ocellus::camera {

Status Voice::say(std::string_view line, Reach reach) {
  if (reach == Reach::kJournal && writer_ != nullptr) {
    // No line of ours is too long for it.
    static_cast<void>(!writer_->keep_line(line.substr(0, line.size() - 1)).ok());
  }
  if (bar_ != nullptr) bar_->clear();
  return platform::write_all(STDOUT_FILENO, line);
}

void Voice::notify(Notice& notice, Reach reach) {
  static_cast<void>(!say(notice.line(), reach).ok());
}

void Voice::tell_of_card() {
  if (writer_ == nullptr) return;
  while (const auto news = report_.look(writer_->facts())) {
    Notice notice(now(), "storage");
    switch (news->state) {
      case StoreNews::State::kFailed:
        tell_of_card(news->status);
        break;
      case StoreNews::State::kWorn:
        notify(notice.word("state", "worn").number("places", news->count));
        break;
      case StoreNews::State::kRecovered:
        notify(notice.word("state", "recovered").number("lost", news->count));
        break;
    }
  }
}

void Voice::tell_of_card(const Status& why) {
  Notice notice(now(), "storage");
  notify(notice.word("state", "failed").because(why), Reach::kConsole);
}

capture::Microseconds Voice::now() {
  return std::chrono::duration_cast<capture::Microseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace ocellus::camera
