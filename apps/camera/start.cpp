#include "apps/camera/start.hpp"

#include <chrono>
#include <string_view>

#include "apps/camera/console.hpp"
#include "platform/linux/data_partition.hpp"
#include "platform/linux/this_board.hpp"

namespace ocellus::camera {
namespace {

// Between two frames button, lamp and screen are looked at.
constexpr std::chrono::milliseconds kLookAround{50};

void tell_without_store(Appliance& appliance, std::string_view device, const Status& why) {
  Notice notice(Voice::now(), "storage");
  appliance.voice.notify(notice.word("state", "failed").word("device", device).because(why));
}

void open_store(Appliance& appliance, const Path& path) {
  const Status status = appliance.store.open(path.c_str());
  if (status.ok()) {
    appliance.voice.remember_in(appliance.store);
  } else {
    tell_without_store(appliance, path.view(), status);
  }
}

// The board's own, unless its disk is somebody else's.
void open_boards_store(Appliance& appliance, const platform::LinuxBoard& board) {
  const platform::DevicePath device = platform::data_partition(board);
  Path path;
  static_cast<void>(path.assign(device.data()));
  if (platform::holds_our_data(device.data())) {
    open_store(appliance, path);
  } else {
    tell_without_store(
        appliance, path.view(),
        Status::failure(Code::kNotFound, "no partition for data on this disk; nothing is kept"));
  }
}

// What the settings say of it, where they say anything.
void choose_store(Appliance& appliance) {
  const StorageSettings& settings = appliance.settings().storage;
  if (settings.use == StorageSettings::Use::kBoards) return;
  appliance.voice.forget();
  appliance.store.close();
  if (settings.use == StorageSettings::Use::kPath) open_store(appliance, settings.path);
}

// On a board nobody sees an exit status: there the camera watches with the settings that it has,
// and says which, and why.
void tell_settings(Appliance& appliance) {
  const SettingsKeeper& keeper = appliance.keeper;
  Notice chosen(Voice::now(), "settings");
  chosen.word("in force", name(appliance.command_line.origin));
  if (!keeper.file_status().ok()) chosen.because(keeper.file_status());
  appliance.voice.notify(chosen);
  for (const Mistake& mistake : keeper.mistakes().first()) {
    Notice notice(Voice::now(), "settings");
    appliance.voice.notify(notice.number("line", mistake.line).word("text", mistake.text.view()));
  }
  if (storage::SettingsHistory* const history = appliance.store.settings()) {
    static_cast<void>(!appliance.keeper.remember(*history, appliance.store.now()).ok());
    appliance.voice.tell(history->take_news());
  }
}

Status open_source(Appliance& appliance, capture::Source*& source) {
  const Settings& settings = appliance.settings();
  capture::OpenOptions options = {.memory = appliance.frame_memory,
                                  .folder_rate = static_cast<double>(settings.folder_rate),
                                  .camera = settings.camera};
  options.camera.wait = kLookAround;
  const Status status =
      capture::open_source(settings.source_path(), options, appliance.source_room, source);
  appliance.camera = capture::camera_in(appliance.source_room);
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
  const bool kept = appliance.store.is_open() && settings.snapshot.enabled;
  return shown || kept || appliance.recorder.wanted() ? Pixels::kForPeople : Pixels::kForModel;
}

}  // namespace

std::optional<int> read_settings(Appliance& appliance, std::span<char* const> words) {
  appliance.board = platform::this_board();
  const bool on_board = appliance.board != nullptr;
  if (on_board) open_boards_store(appliance, *appliance.board);
  const SettingsPlaces places = {.on_board = on_board,
                                 .shipped = on_board ? "/etc/ocellus.ini" : nullptr,
                                 .history = appliance.store.settings()};
  const auto exit = read_command_line(words, places, appliance.keeper, appliance.command_line);
  if (exit) return exit;
  choose_store(appliance);
  if (on_board) tell_settings(appliance);
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
