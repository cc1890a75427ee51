#include "apps/recovery/console.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <span>
#include <string_view>

#include "apps/recovery/ask.hpp"
#include "apps/recovery/facts.hpp"
#include "apps/recovery/installer.hpp"
#include "apps/recovery/rights.hpp"
#include "apps/recovery/sheet.hpp"
#include "apps/recovery/words.hpp"
#include "apps/update/outcome.hpp"
#include "apps/update/this_device.hpp"
#include "drivers/display/drm_card.hpp"
#include "drivers/display/paged_screen.hpp"
#include "drivers/slots/state_store.hpp"
#include "drivers/slots/transitions.hpp"
#include "drivers/storage/file_device.hpp"
#include "platform/linux/pool.hpp"
#include "platform/linux/progress.hpp"
#include "platform/linux/this_board.hpp"
#include "platform/linux/write_all.hpp"

namespace ocellus::recovery {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

// The first process decides by these: 0 has it restart the board.
constexpr int kRestart = 0;

constexpr milliseconds kCardPatience{3000};
constexpr seconds kLook{2};         // between two looks for a bundle
constexpr milliseconds kTurn{500};  // of the loop at most
constexpr seconds kShowEvery{1};    // the screen
constexpr milliseconds kFlip{40};
// Of the key, as ocellus keygen and ocellus image name it.
constexpr std::size_t kKeyDigits = 16;

std::array<std::uint8_t, std::size_t{3} * kSheetWidth * kSheetHeight> g_pixels;
display::DrmCard g_card;
display::PagedScreen g_screen(g_card);

void say(std::string_view text) {
  std::array<char, 280> line;
  const int length = std::snprintf(line.data(), line.size(), "recovery: %.*s\n",
                                   static_cast<int>(text.size()), text.data());
  // There is nobody left to tell when the console fails.
  static_cast<void>(
      platform::write_all(STDOUT_FILENO, {line.data(), static_cast<std::size_t>(length)}).ok());
}

// Keys come as they are pressed, and nothing shows them.
void listen_to_keys() {
  termios line;
  if (tcgetattr(STDIN_FILENO, &line) == 0) {
    line.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &line);
  }
  fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
}

class Console {
 public:
  Console(const Disk& disk, platform::ProgressPage* page)
      : disk_(disk), page_(page), installer_(disk_) {}

  void identify() {
    if (!device_.read("/etc").ok() || !device_.key()) return;
    for (std::size_t i = 0; i < kKeyDigits / 2; ++i) {
      std::snprintf(key_.data() + 2 * i, 3, "%02x", static_cast<unsigned>((*device_.key())[i]));
    }
  }

  int live() {
    look_at_card();
    say_all();
    while (!done_) {
      wait();
      const Time now = Clock::now();
      turn();
      hear_keys();
      attend_installer(now);
      show(now);
    }
    return kRestart;
  }

 private:
  void turn() {
    ++turns_;
    if (page_ != nullptr) page_->advance(platform::Duty::kTurn);
  }

  void wait() {
    std::array<pollfd, 2> places = {
        pollfd{stdin_closed_ ? -1 : STDIN_FILENO, POLLIN, 0},
        pollfd{installer_.descriptor(), POLLIN, 0},
    };
    poll(places.data(), places.size(), static_cast<int>(kTurn.count()));
  }

  void look_at_card() {
    turn();
    facts_ = {};
    static_cast<void>(ask(facts_, kCardPatience, [&](Facts& facts) {
      keep_least_rights_of_reader();
      read_facts(disk_, facts);
    }));
    turn();
    static_cast<void>(ask(lines_, kCardPatience, [&](Lines& lines) {
      keep_least_rights_of_reader();
      read_lines(disk_, lines);
    }));
    turn();
    words_.clear();
    describe(facts_, lines_, disk_.running, words_);
    advise({.board = device_.board(), .key = key_.data()}, words_);
    shown_ = {};
  }

  void say_all() {
    for (std::size_t i = 0; i < words_.size(); ++i) say(words_[i]);
  }

  void tell(std::string_view news) {
    say(news);
    news_ = {};
    news.copy(news_.data(), news_.size() - 1);
    shown_ = {};
  }

  void attend_installer(Time now) {
    while (const auto line = installer_.hear()) {
      std::string_view text = line->data();
      constexpr std::string_view kPrefix = "update: ";
      if (text.starts_with(kPrefix)) text.remove_prefix(kPrefix.size());
      if (!text.empty()) tell(text);
    }
    if (const auto exit = installer_.take_end(now)) {
      while (const auto line = installer_.hear()) tell(line->data());
      if (*exit == static_cast<int>(update::Exit::kDone)) return leave("restarting into it");
      // What is in the other slot may be another thing now.
      if (*exit == static_cast<int>(update::Exit::kFailed)) look_at_card();
    }
    if (installer_.busy() || now < next_look_ || key_[0] == 0) return;
    next_look_ = now + kLook;
    if (!is_settled(facts_, disk_.running)) look_at_card();
    if (is_settled(facts_, disk_.running)) installer_.look(now);
  }

  void hear_keys() {
    char key = 0;
    for (;;) {
      const ssize_t got = read(STDIN_FILENO, &key, 1);
      if (got == 0) stdin_closed_ = true;
      if (got != 1) return;
      obey(key);
    }
  }

  void obey(char key) {
    switch (key | 0x20) {
      case 'a':
        return start_again(slots::Slot::kA);
      case 'b':
        return start_again(slots::Slot::kB);
      case 'i':
        installer_.forget();
        look_at_card();
        return tell("looking everywhere once more");
      case 'j':
        look_at_card();
        told_.clear();
        recount(lines_, told_);
        for (std::size_t i = 0; i < told_.size(); ++i) say(told_[i]);
        return;
      case 'o':
        tell("power off");
        kill(1, SIGTERM);  // the first process ends this one too
        return;
      default:
        return;
    }
  }

  // A slot is to be started once more: the loader is told so by the state, as anybody tells it.
  void start_again(slots::Slot slot) {
    if (installer_.busy()) return tell("not while something is being installed");
    look_at_card();
    if (!is_settled(facts_, disk_.running)) return tell("not now; try again in some seconds");
    bool written = false;
    static_cast<void>(ask(written, kCardPatience, [&](bool& result) {
      keep_least_rights_of_reader();
      storage::FileDevice data;
      using Access = storage::FileDevice::Access;
      if (!data.open(disk_.data.data(), Access::kReadAndWrite).ok()) return;
      slots::StateStore store(data);
      if (store.read() == slots::Content::kNewer) return;
      result = store.write(slots::started_again(store.state(), slot)).ok();
    }));
    if (!written) return tell("the card does not take that");
    leave(slot == slots::Slot::kA ? "starting slot A" : "starting slot B");
  }

  void leave(std::string_view how) {
    tell(how);
    show(Clock::now());
    done_ = true;
  }

  // Where there is no screen this is quick, and finds one that is plugged in.
  void show(Time now) {
    if (shown_ && now - *shown_ < kShowEvery) return;
    shown_ = now;
    const MutableImage image = {kSheetWidth, kSheetHeight, g_pixels.data(), 3 * kSheetWidth};
    draw_sheet(image, words_, news_.data(), turns_);
    static_cast<void>(g_screen.show(image.view(), now, now + kFlip).ok());
  }

  Disk disk_;
  platform::ProgressPage* page_;
  Installer installer_;
  update::ThisDevice device_;
  std::array<char, kKeyDigits + 1> key_ = {};
  Facts facts_;
  Lines lines_;
  Words words_;
  Words told_;
  Installer::Line news_ = {"waiting for update.bundle"};
  std::optional<Time> shown_;
  Time next_look_;
  std::uint32_t turns_ = 0;
  bool stdin_closed_ = false;
  bool done_ = false;
};

}  // namespace

int recover(slots::Slot running) {
  signal(SIGPIPE, SIG_IGN);
  Disk disk;
  disk.running = running;
  if (const platform::LinuxBoard* const board = platform::this_board()) {
    disk.data = platform::data_partition(*board);
  }
  platform::ProgressMemory progress;
  static_cast<void>(progress.adopt().ok());
  platform::pool::seal();
  listen_to_keys();
  keep_least_rights();
  Console console(disk, progress.page());
  console.identify();
  return console.live();
}

}  // namespace ocellus::recovery
