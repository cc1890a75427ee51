#include "apps/camera/start.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <string_view>

#include "apps/camera/console.hpp"
#include "platform/linux/data_partition.hpp"

namespace ocellus::camera {
namespace {

// Between two frames button, lamp and screen are looked at.
constexpr std::chrono::milliseconds kLookAround{50};

constexpr const char kShipped[] = "/etc/ocellus.ini";

// For what is on a board's card. Beyond it the camera watches with what there is without one.
constexpr std::chrono::seconds kCardsPatience{3};

constexpr Status kNobodysPartition =
    Status::failure(Code::kNotFound, "no partition for data on this disk; nothing is kept");

void open_store(Appliance& appliance, Reading& reading, std::string_view path) {
  static_cast<void>(reading.store.assign(path));
  reading.store_status = appliance.store.open(reading.store.c_str());
  appliance.store.set_absent(reading.store_status);
}

// The first process gives the camera's user no other disk's; root must look for itself.
bool may_use(const char* device) {
  return geteuid() == 0 ? platform::holds_our_data(device) : access(device, R_OK | W_OK) == 0;
}

// The board's own, unless its disk is somebody else's.
void open_boards_store(Appliance& appliance, Reading& reading) {
  const platform::DevicePath device = platform::data_partition(*appliance.board);
  if (may_use(device.data())) {
    open_store(appliance, reading, device.data());
  } else {
    static_cast<void>(reading.store.assign(device.data()));
    reading.store_status = kNobodysPartition;
    appliance.store.set_absent(reading.store_status);
  }
}

// What the settings say of it, where they say anything.
void choose_store(Appliance& appliance, Reading& reading) {
  const StorageSettings& settings = reading.command_line.settings.storage;
  if (settings.use == StorageSettings::Use::kBoards) return;
  appliance.store.close();
  reading.store = {};
  if (settings.use == StorageSettings::Use::kPath) {
    open_store(appliance, reading, settings.path.view());
  }
}

// All that is read of a card when the program starts. In the thread that may wait for it.
void read_card(void* context) {
  auto& appliance = *static_cast<Appliance*>(context);
  Reading& reading = appliance.readings[0];
  const bool on_board = appliance.board != nullptr;
  if (on_board) open_boards_store(appliance, reading);
  const SettingsPlaces places = {.on_board = on_board,
                                 .shipped = on_board ? kShipped : nullptr,
                                 .history = appliance.store.settings()};
  reading.exit = read_command_line(appliance.words, places, reading.keeper, reading.command_line);
  if (!reading.exit) choose_store(appliance, reading);
}

// The card does not answer. What is to be kept waits for it, unless the settings say otherwise.
void do_without_card(Appliance& appliance) {
  Reading& reading = appliance.readings[1];
  appliance.reading = &reading;
  std::array<char*, 1> words = {const_cast<char*>(kShipped)};
  const SettingsPlaces places = {.on_board = true, .shipped = kShipped};
  reading.exit = read_command_line(words, places, reading.keeper, reading.command_line);
  const bool kept = reading.command_line.settings.storage.use == StorageSettings::Use::kBoards;
  if (kept)
    static_cast<void>(reading.store.assign(platform::data_partition(*appliance.board).data()));
}

Status remember_settings(void* context) {
  auto& appliance = *static_cast<Appliance*>(context);
  storage::SettingsHistory* const history = appliance.store.settings();
  if (history == nullptr) return Status::success();
  const auto since_boot = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
  return appliance.reading->keeper.remember(*history, appliance.store.moment(since_boot));
}

void tell_store(Appliance& appliance) {
  const Reading& reading = *appliance.reading;
  if (reading.store.empty()) return;
  if (reading.store_status.ok()) {
    appliance.voice.remember_in(appliance.writer);
    return;
  }
  Notice notice(Voice::now(), "storage");
  notice.word("state", "failed").word("device", reading.store.view());
  appliance.voice.notify(notice.because(reading.store_status));
}

// On a board nobody sees an exit status: there the camera watches with the settings that it has,
// and says which, and why.
void tell_settings(Appliance& appliance) {
  const SettingsKeeper& keeper = appliance.reading->keeper;
  Notice chosen(Voice::now(), "settings");
  chosen.word("in force", name(appliance.command_line.origin));
  if (appliance.is_without_card()) {
    chosen.because(Status::failure(Code::kTimeout, "the card does not answer"));
  } else if (!keeper.file_status().ok()) {
    chosen.because(keeper.file_status());
  }
  appliance.voice.notify(chosen);
  for (const Mistake& mistake : keeper.mistakes().first()) {
    Notice notice(Voice::now(), "settings");
    appliance.voice.notify(notice.number("line", mistake.line).word("text", mistake.text.view()));
  }
}

Status open_source(Appliance& appliance, capture::Source*& source) {
  const Settings& settings = appliance.settings();
  capture::OpenOptions options = {.memory = appliance.frame_memory,
                                  .folder_rate = static_cast<double>(settings.folder_rate),
                                  .camera = settings.camera};
  options.camera.wait = kLookAround;
  options.camera.starter = &appliance.process_starter;
  const Status status =
      capture::open_source(settings.source_path(), options, appliance.source_room, source);
  appliance.camera = capture::camera_in(appliance.source_room);
  // A file waits until all of it has been seen and written down, a camera does not.
  const bool waits = appliance.camera == nullptr && appliance.board == nullptr;
  appliance.writer.when_full(waits ? StoreWriter::WhenFull::kWait : StoreWriter::WhenFull::kLose);
  return status;
}

PaceSettings pace_of(const WatchSettings& watch) {
  const auto milliseconds = [](float seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  };
  PaceSettings pace = {.rate = watch.rate,
                       .gate = watch.motion > 0,
                       .linger = milliseconds(watch.linger),
                       .still = milliseconds(watch.still)};
  if (watch.duty_off > 0) {
    pace.on = milliseconds(watch.duty_on);
    pace.off = milliseconds(watch.duty_off);
  }
  return pace;
}

// A board watches with what else there is: its settings are well formed, but what they name is not
// there.
void tell_unusable(Appliance& appliance, std::string_view key, const char* path,
                   const Status& status) {
  Notice notice(Voice::now(), "settings");
  appliance.voice.notify(notice.word("key", key).word("value", path).because(status));
}

Status open_source_or_camera(Appliance& appliance, capture::Source*& source) {
  Settings& settings = appliance.command_line.settings;
  const Status status = open_source(appliance, source);
  if (status.ok() || appliance.board == nullptr || settings.source.empty()) return status;
  tell_unusable(appliance, "[source] path", settings.source_path(), status);
  settings.source = {};
  return open_source(appliance, source);
}

Status prepare_recorder(Appliance& appliance, double rate) {
  Settings& settings = appliance.command_line.settings;
  const Status status = appliance.recorder.prepare(settings, rate);
  if (status.ok() || appliance.board == nullptr) return status;
  const Path& recorded = settings.video.empty() ? settings.pictures : settings.video;
  tell_unusable(appliance, "[record]", recorded.c_str(), status);
  settings.video = settings.pictures = {};
  return appliance.recorder.prepare(settings, rate);
}

// Whether anybody but the models may want the pixels.
Pixels wanted_pixels(const Appliance& appliance) {
  const Settings& settings = appliance.settings();
  const bool shown = appliance.board != nullptr && settings.screen;
  const bool kept = appliance.voice.writer() != nullptr && settings.snapshot.enabled;
  return shown || kept || appliance.recorder.wanted() ? Pixels::kForPeople : Pixels::kForModel;
}

}  // namespace

std::optional<int> read_settings(Appliance& appliance, std::span<char* const> words) {
  appliance.words = words;
  const bool on_board = appliance.board != nullptr;
  if (const Status status = appliance.writer.start(appliance.store); !status.ok()) {
    complain("what is to be kept", status);
    return 1;
  }
  const std::chrono::seconds patience = on_board ? kCardsPatience : StoreWriter::kForEver;
  if (!appliance.writer.ask(read_card, &appliance, patience)) do_without_card(appliance);
  if (appliance.reading->exit) return appliance.reading->exit;
  appliance.command_line = appliance.reading->command_line;
  tell_store(appliance);
  if (on_board) tell_settings(appliance);
  if (on_board && !appliance.is_without_card()) {
    appliance.writer.post(remember_settings, &appliance);
  }
  return std::nullopt;
}

capture::Source* start(Appliance& appliance) {
  const Settings& settings = appliance.settings();
  const std::string_view isa = appliance.command_line.isa.view();
  const int threads = appliance.command_line.threads.value_or(
      appliance.board == nullptr ? 1 : static_cast<int>(appliance.board->board->threads));
  const auto failed = [](std::string_view where, const Status& status) {
    if (!status.ok()) complain(where, status);
    return !status.ok();
  };
  if (failed(isa.empty() ? "detectors" : "--isa", appliance.watcher.choose_models(settings, isa)) ||
      failed("--threads", appliance.crew.start(threads))) {
    return nullptr;
  }
  const Isa best = appliance.watcher.eyes()[0]->model().isa;
  appliance.devices.open(settings, appliance.board, best, appliance.voice);

  capture::Source* source = nullptr;
  if (failed(settings.source_path(), open_source_or_camera(appliance, source))) return nullptr;
  const double rate = source->nominal_rate() > 0 ? source->nominal_rate() : 10;
  const Path& recorded = settings.video.empty() ? settings.pictures : settings.video;
  if (failed(recorded.view(), prepare_recorder(appliance, rate)) ||
      failed("configuration", appliance.watcher.prepare(wanted_pixels(appliance)))) {
    return nullptr;
  }
  appliance.drawing.prepare(settings, appliance.watcher);
  appliance.motion.set({.level = static_cast<float>(settings.watch.motion_level)});
  appliance.pace_settings = pace_of(settings.watch);
  appliance.duties.begin(settings.watchdog, appliance.pace_settings);
  return source;
}

}  // namespace ocellus::camera
