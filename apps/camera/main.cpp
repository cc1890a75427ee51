// The camera appliance: frames in, events out, for as long as there are frames.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <span>

#include "apps/camera/appliance.hpp"
#include "apps/camera/console.hpp"
#include "apps/camera/look.hpp"
#include "apps/camera/report.hpp"
#include "apps/camera/rights.hpp"
#include "apps/camera/self_test.hpp"
#include "apps/camera/show.hpp"
#include "apps/camera/start.hpp"
#include "apps/camera/tell/camera_notices.hpp"
#include "platform/linux/exit_status.hpp"
#include "platform/linux/pool.hpp"
#include "platform/linux/resident.hpp"

namespace ocellus::camera {
namespace {

using Clock = std::chrono::steady_clock;

// What libraries allocate while the program starts comes from the pool, which is sealed before the
// first frame.
alignas(64) constinit std::byte g_pool[std::size_t{4} << 20];
Appliance g_appliance;

volatile sig_atomic_t g_stop = 0;

void stop_on_signals() {
  struct sigaction action = {};
  action.sa_handler = [](int) { g_stop = 1; };
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);  // a reader that went away is an error of write()
}

// One frame is lost; the next may be sound.
bool concerns_one_frame(Code code) {
  return code == Code::kCorrupt || code == Code::kTruncated || code == Code::kTooLarge ||
         code == Code::kUnsupported;
}

// A camera's own damaged frames are told as its events.
void complain_about_frame(const capture::Frame& frame, const Status& status) {
  std::array<char, 1024> where;
  std::snprintf(where.data(), where.size(), "%.511s%s%.*s: frame %llu",
                g_appliance.settings().source_path(), frame.name.empty() ? "" : "/",
                static_cast<int>(frame.name.size()), frame.name.data(),
                static_cast<unsigned long long>(frame.index));
  complain(where.data(), status);
}

gpio::Sign sign() {
  if (!g_appliance.inferred_yet) return gpio::Sign::kStarting;
  if (g_appliance.camera != nullptr && g_appliance.camera->trouble()) return gpio::Sign::kNoCamera;
  return g_appliance.devices.warmth().slowed() ? gpio::Sign::kTooHot : gpio::Sign::kWatching;
}

void obey(gpio::Press press) {
  Notice notice(Voice::now(), "button");
  switch (press) {
    case gpio::Press::kShort:
      g_appliance.snapshot_wanted = true;
      g_appliance.voice.notify(notice.word("press", "short").word("text", "snapshot"));
      break;
    case gpio::Press::kLong:
      g_appliance.voice.notify(notice.word("press", "long").word("text", "power off"));
      // On a board the first process switches the power off, as the exit status asks it to.
      g_appliance.power_off_wanted = true;
      g_stop = 1;
      break;
    case gpio::Press::kHeldAtPowerOn:
      g_appliance.voice.notify(notice.word("press", "held at power-on"));
      break;
  }
}

// The card answers after all, and has settings that the camera watches without: it ends, and
// whoever keeps it running starts it with them.
void give_way_to_settings() {
  if (!g_appliance.is_without_card() || g_appliance.writer.is_asked()) return;
  const SettingsOrigin origin = g_appliance.readings[0].command_line.origin;
  if (origin != SettingsOrigin::kFile && origin != SettingsOrigin::kLastGood) return;
  Notice notice(Voice::now(), "settings");
  g_appliance.voice.notify(notice.word("text", "the card answers; starts again by its settings"));
  g_stop = 1;
}

// What does not wait for a frame.
void look_around() {
  const Clock::time_point now = Clock::now();
  const capture::Camera* const camera = g_appliance.camera;
  g_appliance.duties.turned(camera != nullptr ? camera->trouble() : std::nullopt);
  g_appliance.voice.tell_of_card();
  if (StoreWriter* const writer = g_appliance.voice.writer()) {
    const WriterFacts facts = writer->facts();
    g_appliance.duties.kept(facts.settled, facts.waiting > 0, facts.asking);
  }
  give_way_to_settings();
  g_appliance.devices.attend(sign(), now);
  while (const auto press = g_appliance.devices.take_press(now)) obey(*press);
  if (g_appliance.camera != nullptr) {
    tell_camera_events(*g_appliance.camera, g_appliance.voice);
    if (g_appliance.camera->trouble()) show_waiting(g_appliance);
  }
}

// False when the stream is over.
bool next_frame(capture::Source& source, RunFacts& facts) {
  g_appliance.times.begin_frame();
  capture::Frame frame;
  Status status = source.next(frame);
  if (status.code == Code::kTimeout) return true;
  if (status.code == Code::kEndOfStream) return false;
  const bool came = status.ok();
  if (came) {
    g_appliance.times.end(Stage::kCapture);
    g_appliance.duties.captured();
    status = look(g_appliance, frame);
  }
  if (status.ok()) {
    g_appliance.times.end_frame();
    ++facts.frames;
    return true;
  }
  ++facts.damaged_frames;
  if (came || g_appliance.camera == nullptr) {
    g_appliance.sound = false;
    complain_about_frame(frame, status);
  }
  return concerns_one_frame(status.code);
}

// For whoever looks at a camera's console: how fast it goes, end to end, and what it takes. First
// after some seconds, then every minute.
void tell_speed() {
  constexpr std::chrono::seconds kFirst{10};
  constexpr std::chrono::seconds kEvery{60};
  const Clock::time_point now = Clock::now();
  if (!g_appliance.speed_told) g_appliance.speed_told = now - kEvery + kFirst;
  if (now - *g_appliance.speed_told < kEvery) return;
  g_appliance.speed_told = now;
  Notice notice(Voice::now(), "speed");
  const float per_second = g_appliance.speed.per_second(now).value_or(0);
  notice.decimal("per_second", static_cast<std::int64_t>(per_second * 100));
  if (const auto& hottest = g_appliance.devices.warmth().reading().hottest) {
    notice.number("degrees", hottest->count / 1000);
  }
  if (const auto bytes = platform::resident_bytes_of_all()) {
    notice.number("resident_kib", static_cast<std::int64_t>(*bytes >> 10));
  }
  g_appliance.voice.notify(notice, Reach::kConsole);
}

void run(capture::Source& source, RunFacts& facts) {
  const std::uint64_t limit = g_appliance.command_line.frame_limit;
  Progress progress(limit > 0 && limit < source.frame_count() ? limit : source.frame_count());
  g_appliance.voice.share_terminal_with(progress);
  const Clock::time_point began = Clock::now();
  while (g_stop == 0 && (limit == 0 || facts.frames < limit)) {
    look_around();
    if (!next_frame(source, facts)) break;
    facts.elapsed = Clock::now() - began;
    if (g_appliance.camera != nullptr) {
      tell_speed();
    } else {
      progress.update(facts.frames, static_cast<double>(facts.frames) / facts.elapsed.count());
    }
  }
  progress.finish();
}

// What waits for the card is written, if it lets itself be. False: a thread is still with it, which
// _exit() leaves behind.
bool leave_store() {
  constexpr std::chrono::seconds kPatience{2};
  const bool on_board = g_appliance.board != nullptr;
  const bool all = g_appliance.writer.finish(on_board ? kPatience : StoreWriter::kForEver);
  g_appliance.voice.tell_of_card();
  const std::uint32_t left = g_appliance.writer.facts().waiting;
  if (!all && left > 0 && g_appliance.voice.writer() != nullptr) {
    Notice notice(Voice::now(), "storage");
    notice.word("state", "left").number("lost", left);
    g_appliance.voice.notify(notice, Reach::kConsole);
  }
  return all;
}

int camera(std::span<char* const> words) {
  g_appliance.duties.adopt();
  keep_least_rights(g_appliance);
  if (const auto exit = read_settings(g_appliance, words)) return *exit;
  stop_on_signals();
  capture::Source* source = start(g_appliance);
  if (source == nullptr) return 1;
  platform::pool::seal();

  RunFacts facts;
  run(*source, facts);
  if (const Status status = g_appliance.recorder.finish(); !status.ok()) {
    complain(g_appliance.settings().video.view(), status);
    g_appliance.sound = false;
  }
  const platform::pool::Stats pool = platform::pool::stats();
  facts.allocations_after_start = pool.allocations_after;
  facts.pool_peak_bytes = pool.peak;
  facts.threads = g_appliance.crew.threads();
  print_report(facts, g_appliance.watcher, g_appliance.times);
  if (g_appliance.power_off_wanted && g_appliance.board != nullptr) {
    return platform::kWishesPowerOff;
  }
  return g_appliance.sound ? 0 : 1;
}

}  // namespace
}  // namespace ocellus::camera

std::span<std::byte> ocellus::platform::pool::memory() { return camera::g_pool; }

int main(int count, char** words) {
  using ocellus::camera::g_appliance;
  const std::span<char* const> all(words, static_cast<std::size_t>(count));
  if (const auto status = ocellus::camera::self_test(g_appliance, all)) return *status;
  const int code = ocellus::camera::camera(all.subspan(1));
  if (!ocellus::camera::leave_store()) _exit(code);
  return code;
}
