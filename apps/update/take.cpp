#include "apps/update/take.hpp"

#include <linux/ioprio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "apps/update/installation.hpp"
#include "apps/update/places.hpp"
#include "apps/update/rights.hpp"
#include "apps/update/teller.hpp"
#include "drivers/bundle/file_source.hpp"
#include "drivers/bundle/stream_source.hpp"
#include "platform/linux/pool.hpp"
#include "platform/linux/write_all.hpp"

namespace ocellus::update {
namespace {

constexpr std::uint32_t kConnectMs = 2'000;
constexpr bundle::StreamSource::Patience kSender = {.silence_ms = 10'000, .whole_ms = 15 * 60'000};

// A tenth of the processor where the camera wants all of it, and the disk when nobody else does.
void give_way() {
  constexpr int kNice = 10;
  constexpr int kLeastOfItsClass = 7;
  static_cast<void>(setpriority(PRIO_PROCESS, 0, kNice));
  static_cast<void>(syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0,
                            IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, kLeastOfItsClass)));
}

class Line {
 public:
  explicit Line(const Outcome& outcome) { explain(outcome.where, outcome.status, text_); }
  Line(const Installation& installed, const Words& words) {
    const bundle::VersionText version = bundle::text_of(*installed.version());
    std::snprintf(text_.data(), text_.size(), "version %s is in slot %c, to be tried",
                  version.data(), slots::letter_of(other(words.running)));
  }
  std::string_view view() const { return text_.data(); }

 private:
  std::array<char, 240> text_ = {};
};

// On stdout, and to who sent the bundle, -1 for nobody.
Exit tell(Exit exit, const Line& line, int sender) {
  if (exit == Exit::kNothing) {
    say(line.view());
  } else {
    static_cast<void>(platform::write_all(STDOUT_FILENO, line.view()).ok());
    static_cast<void>(platform::write_all(STDOUT_FILENO, "\n").ok());
  }
  if (sender >= 0) {
    const std::string_view text = line.view();
    static_cast<void>(send(sender, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    static_cast<void>(send(sender, "\n", 1, MSG_NOSIGNAL | MSG_DONTWAIT));
  }
  return exit;
}

// What a file gives is looked at before; a sender gives its bytes once.
Exit take_from(bundle::BundleSource& source, const Words& words, std::string_view where, int sender,
               std::span<std::byte> scratch) {
  Installation installation(words);
  Outcome outcome = installation.open();
  platform::pool::seal();
  keep_least_rights();
  if (outcome.status.ok() && source.rewinds()) {
    outcome = installation.check(source, where);
    if (!words.again && installation.holds_what_runs()) outcome.exit = Exit::kNothing;
    if (outcome.status.ok()) outcome = update::outcome(where, source.rewind(), Exit::kFailed);
  }
  if (outcome.status.ok()) outcome = installation.run(source, where, scratch);
  if (!outcome.status.ok()) return tell(outcome.exit, Line(outcome), sender);
  return tell(Exit::kDone, Line(installation, words), sender);
}

Exit take_stream(const Words& words, std::span<std::byte> scratch) {
  int sender = -1;
  const Status status = accept_sender(STDIN_FILENO, kConnectMs, sender);
  if (!status.ok()) return tell(Exit::kNothing, Line({Exit::kNothing, kSocketPath, status}), -1);
  bundle::StreamSource source(sender, kSender);
  const Exit exit = take_from(source, words, kSocketPath, sender, scratch);
  close(sender);
  return exit;
}

}  // namespace

Exit take(const Words& words, std::span<std::byte> scratch) {
  give_way();
  if (words.comes_on_stdin()) return take_stream(words, scratch);
  Medium medium;
  const char* file = words.place;
  if (words.is_device()) {
    const Status status = medium.mount(words.place);
    if (!status.ok()) return tell(Exit::kNothing, Line({Exit::kNothing, words.place, status}), -1);
    file = kOnMedium;
  }
  bundle::FileSource source;
  const Status status = source.open(file);
  if (status.code == Code::kNotFound) return Exit::kNothing;
  if (!status.ok()) return tell(Exit::kRefused, Line({Exit::kRefused, words.place, status}), -1);
  return take_from(source, words, words.place, -1, scratch);
}

}  // namespace ocellus::update
