#include "apps/camera/look.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <span>

#include "apps/camera/console.hpp"
#include "apps/camera/show.hpp"
#include "drivers/capture/frame_check.hpp"
#include "runtime/track/event_json.hpp"

namespace ocellus::camera {
namespace {

using Clock = std::chrono::steady_clock;

using LineRoom = std::array<char, kEventJsonCapacity + 1>;

// The event as a line with its end. With one eye only, nobody need be told whose it is.
std::string_view line_of(const Event& event, const Eye& eye, const Watcher& watcher,
                         LineRoom& room) {
  const std::string_view whose = watcher.eyes().size() > 1 ? name(eye.kind()) : "";
  const std::string_view line = write_event_json(event, eye.labels(), eye.scene(),
                                                 std::span(room).first(kEventJsonCapacity), whose);
  room[line.size()] = '\n';
  return {room.data(), line.size() + 1};
}

Status tell(Appliance& appliance, const Eye& eye) {
  for (const Event& event : eye.events()) {
    if (appliance.settings().gpio.raises_alarm(event, eye.scene())) {
      appliance.devices.raise_alarm(Clock::now());
    }
    LineRoom room;
    const std::string_view line = line_of(event, eye, appliance.watcher, room);
    if (const Status status = appliance.voice.say(line); !status.ok()) return status;
  }
  return Status::success();
}

// A picture of every frame with an event, and of the next one after somebody asked for it.
void keep_snapshot(Appliance& appliance, const capture::Frame& frame) {
  StoreWriter* const writer = appliance.voice.writer();
  const bool happened =
      appliance.settings().snapshot.enabled && appliance.watcher.something_happened();
  if (writer == nullptr || !(happened || appliance.snapshot_wanted)) return;
  appliance.snapshot_wanted = false;
  std::span<const std::uint8_t> jpeg;
  Status status = appliance.drawing.jpeg(jpeg);
  LineRoom room;
  std::string_view line;
  for (const Eye* eye : appliance.watcher.eyes()) {
    if (!line.empty() || eye->events().empty()) continue;
    line = line_of(eye->events()[0], *eye, appliance.watcher, room);
    line.remove_suffix(1);
  }
  if (status.ok()) status = writer->keep_snapshot(frame.index, line, jpeg);
  if (status.ok()) return;
  Notice notice(Voice::now(), "snapshot");
  appliance.voice.notify(notice.because(status));
}

// A failure ends the recording, not the watching.
void record(Appliance& appliance, const capture::Frame& frame) {
  if (!appliance.recorder.wanted()) return;
  const Status status =
      appliance.recorder.record(appliance.drawing, frame.index,
                                appliance.watcher.something_happened() ? Recorder::Frame::kEventful
                                                                       : Recorder::Frame::kQuiet);
  appliance.times.end(Stage::kRecord);
  if (status.ok()) return;
  complain("recording", status);
  appliance.sound = false;
}

// For whoever wants to see the same frames again: which ones the models saw; and how many lines the
// journal holds since the start, which no power cut takes any more, and how many microseconds all
// of them waited for that.
void trace(Appliance& appliance, const capture::Frame& frame) {
  if (!appliance.settings().watch.trace) return;
  Notice notice(frame.time, "frame");
  notice.number("frame", static_cast<std::int64_t>(frame.index));
  notice.number("microseconds", frame.time.count());
  std::array<char, 20> mark;
  if (frame.encoding != capture::Encoding::kRaw) {
    std::snprintf(mark.data(), mark.size(), "%016llx",
                  static_cast<unsigned long long>(capture::frame_mark(frame.bytes)));
    notice.word("mark", mark.data());
  }
  if (StoreWriter* const writer = appliance.voice.writer()) {
    const WriterFacts facts = writer->facts();
    notice.number("kept", facts.lines_kept).number("waited", facts.waited.count());
  }
  appliance.voice.notify(notice, Reach::kConsole);
}

// From now on somebody who comes by is noticed.
void tell_start(Appliance& appliance) {
  Notice notice(Voice::now(), "start");
  for (const Eye* eye : appliance.watcher.eyes()) {
    notice.word(name(eye->kind()), name(eye->model().isa));
  }
  notice.number("threads", appliance.crew.threads()).word("text", "watching");
  appliance.voice.notify(notice);
}

Status infer(Appliance& appliance, const capture::Frame& frame) {
  Watcher& watcher = appliance.watcher;
  const Status status = watcher.infer(frame, appliance.crew, appliance.times);
  if (!status.ok()) return status;
  appliance.duties.inferred();
  if (!appliance.inferred_yet && appliance.camera != nullptr) tell_start(appliance);
  appliance.inferred_yet = true;
  appliance.speed.count(Clock::now());
  trace(appliance, frame);
  for (const Eye* eye : watcher.eyes()) {
    if (const Status told = tell(appliance, *eye); !told.ok()) return told;
  }
  appliance.times.end(Stage::kTrack);
  return Status::success();
}

}  // namespace

Status look(Appliance& appliance, const capture::Frame& frame) {
  // Frames are paced by when they were taken: a file is watched as if it were live.
  const Clock::time_point taken(frame.time);
  if (const Turn its = turn(appliance.pace_settings, appliance.pace, taken); its != Turn::kInfer) {
    appliance.duties.paced(appliance.pace_settings, its);
    return Status::success();
  }
  const Clock::time_point began = Clock::now();
  Watcher& watcher = appliance.watcher;
  if (const Status status = watcher.see(frame, appliance.times); !status.ok()) return status;
  appliance.drawing.begin();

  // Heat slows down who could go on for ever, not who works through a file.
  const std::int32_t share = appliance.camera != nullptr ? appliance.devices.warmth().share() : 100;
  const bool active =
      !appliance.pace_settings.gate || appliance.snapshot_wanted || watcher.follows_somebody() ||
      appliance.motion.measure(watcher.view(), watcher.region(), {frame.time.count()}) >=
          appliance.settings().watch.motion;
  const Verdict verdict = judge(appliance.pace_settings, appliance.pace, active, share, taken);
  appliance.pace = verdict.state;
  appliance.duties.paced(appliance.pace_settings, verdict.turn);
  if (verdict.turn == Turn::kInfer) {
    if (const Status status = infer(appliance, frame); !status.ok()) return status;
  }
  // Where faces are to be hidden, nobody sees a frame in which they were not looked for.
  if (verdict.turn == Turn::kInfer || appliance.settings().blur == Blur::kNone) {
    keep_snapshot(appliance, frame);
    record(appliance, frame);
    show_picture(appliance);
  }
  appliance.pace = rest(appliance.pace, share, began, Clock::now());
  return Status::success();
}

}  // namespace ocellus::camera
