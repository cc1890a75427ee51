// The camera appliance: frames in, events out, for as long as there are frames.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <span>

#include "apps/camera/command_line.hpp"
#include "apps/camera/console.hpp"
#include "apps/camera/recorder.hpp"
#include "apps/camera/report.hpp"
#include "apps/camera/stages.hpp"
#include "apps/camera/watcher.hpp"
#include "drivers/capture/open_source.hpp"
#include "platform/linux/crew.hpp"
#include "platform/linux/pool.hpp"
#include "platform/linux/write_all.hpp"
#include "runtime/track/event_json.hpp"

namespace ocellus::camera {
namespace {

// All memory of the program, for its whole life. What libraries allocate while it starts comes from
// the pool, which is sealed before the first frame.
alignas(64) constinit std::byte g_pool[std::size_t{4} << 20];
constinit std::uint8_t g_frame_memory[std::size_t{16} << 20];
SettingsKeeper g_keeper;
CommandLine g_command_line;
capture::SourceRoom g_source_room;
Watcher g_watcher;
platform::Crew g_crew;
Recorder g_recorder;
StageTimes g_times;

volatile std::sig_atomic_t g_stop = 0;

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

void complain_about_frame(const capture::Frame& frame, const Status& status) {
  char where[4400];
  const std::string_view source = g_command_line.settings.source_path();
  std::snprintf(where, sizeof where, "%.*s%s%.*s: frame %llu", static_cast<int>(source.size()),
                source.data(), frame.name.empty() ? "" : "/", static_cast<int>(frame.name.size()),
                frame.name.data(), static_cast<unsigned long long>(frame.index));
  complain(where, status);
}

// With one eye only, nobody need be told whose events these are.
Status tell(const Eye& eye, Progress& progress) {
  const std::string_view whose = g_watcher.eyes().size() > 1 ? name(eye.kind()) : "";
  if (!eye.events().empty()) progress.clear();
  for (const Event& event : eye.events()) {
    char room[kEventJsonCapacity + 1];
    const std::string_view line = write_event_json(
        event, eye.labels(), eye.scene(), std::span(room).first(kEventJsonCapacity), whose);
    room[line.size()] = '\n';
    if (const Status status = platform::write_all(STDOUT_FILENO, {room, line.size() + 1});
        !status.ok()) {
      return status;
    }
  }
  return Status::success();
}

// Everything that may allocate. Returns nullptr after a complaint.
capture::Source* start() {
  const Settings& settings = g_command_line.settings;
  Status status = g_watcher.choose_models(settings, g_command_line.isa.view());
  if (!status.ok()) {
    complain(g_command_line.isa.view().empty() ? "detectors" : "--isa", status);
    return nullptr;
  }
  status = g_crew.start(g_command_line.threads);
  if (!status.ok()) {
    complain("--threads", status);
    return nullptr;
  }
  capture::Source* source = nullptr;
  status = capture::open_source(settings.source_path(),
                                {.memory = g_frame_memory,
                                 .folder_rate = static_cast<double>(settings.folder_rate),
                                 .camera = settings.camera},
                                g_source_room, source);
  if (!status.ok()) {
    complain(settings.source_path(), status);
    return nullptr;
  }
  const double rate = source->nominal_rate() > 0 ? source->nominal_rate() : 10;
  status = g_recorder.prepare(settings, rate);
  if (!status.ok()) {
    complain(settings.video.empty() ? settings.pictures.view() : settings.video.view(), status);
    return nullptr;
  }
  const Pixels pixels = g_recorder.wanted() ? Pixels::kForRecording : Pixels::kForModel;
  status = g_watcher.prepare(pixels);
  if (!status.ok()) {
    complain("configuration", status);
    return nullptr;
  }
  return source;
}

bool run(capture::Source& source, RunFacts& facts) {
  const std::uint64_t limit = g_command_line.frame_limit;
  Progress progress(limit > 0 && limit < source.frame_count() ? limit : source.frame_count());
  const StageTimes::Clock::time_point began = StageTimes::Clock::now();
  bool sound = true;

  while (g_stop == 0 && (limit == 0 || facts.frames < limit)) {
    g_times.begin_frame();
    capture::Frame frame;
    Status status = source.next(frame);
    if (status.code == Code::kEndOfStream) break;
    if (status.code == Code::kTimeout) continue;  // a camera's pause; signals are looked at
    if (status.ok()) {
      g_times.end(Stage::kCapture);
      status = g_watcher.watch(frame, g_crew, g_times);
    }
    if (!status.ok()) {
      progress.clear();
      complain_about_frame(frame, status);
      sound = false;
      ++facts.damaged_frames;
      if (concerns_one_frame(status.code)) continue;
      break;
    }
    for (const Eye* eye : g_watcher.eyes()) {
      if (status.ok()) status = tell(*eye, progress);
    }
    if (!status.ok()) {
      complain("events", status);
      sound = false;
      break;
    }
    g_times.end(Stage::kTrack);

    if (g_recorder.wanted()) {
      status = g_recorder.record(g_watcher, frame.index);
      if (!status.ok()) {
        progress.clear();
        complain("recording", status);
        sound = false;
      }
      g_times.end(Stage::kRecord);
    }
    g_times.end_frame();
    ++facts.frames;

    facts.elapsed = StageTimes::Clock::now() - began;
    progress.update(facts.frames, static_cast<double>(facts.frames) / facts.elapsed.count());
  }
  progress.finish();
  return sound;
}

int camera(std::span<char* const> words) {
  if (const auto exit = read_command_line(words, {}, g_keeper, g_command_line)) return *exit;
  stop_on_signals();
  capture::Source* source = start();
  if (source == nullptr) return 1;
  platform::pool::seal();

  RunFacts facts;
  bool sound = run(*source, facts);
  if (const Status status = g_recorder.finish(); !status.ok()) {
    complain(g_command_line.settings.video.view(), status);
    sound = false;
  }
  const platform::pool::Stats pool = platform::pool::stats();
  facts.allocations_after_start = pool.allocations_after;
  facts.pool_peak_bytes = pool.peak;
  facts.threads = g_crew.threads();
  print_report(facts, g_watcher, g_times);
  return sound ? 0 : 1;
}

}  // namespace
}  // namespace ocellus::camera

std::span<std::byte> ocellus::platform::pool::memory() { return camera::g_pool; }

int main(int count, char** words) {
  return ocellus::camera::camera({words + 1, static_cast<std::size_t>(count - 1)});
}
