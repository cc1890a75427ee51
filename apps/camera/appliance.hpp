// The parts of the program, all of its memory but the pool: one object, for its whole life.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "apps/camera/command_line.hpp"
#include "apps/camera/devices/devices.hpp"
#include "apps/camera/see/duties.hpp"
#include "apps/camera/see/pace.hpp"
#include "apps/camera/see/watcher.hpp"
#include "apps/camera/settings/keeper.hpp"
#include "apps/camera/speed.hpp"
#include "apps/camera/stages.hpp"
#include "apps/camera/tell/drawing.hpp"
#include "apps/camera/tell/recorder.hpp"
#include "apps/camera/tell/store.hpp"
#include "apps/camera/tell/store_writer.hpp"
#include "apps/camera/tell/voice.hpp"
#include "drivers/capture/camera.hpp"
#include "drivers/capture/open_source.hpp"
#include "platform/linux/crew.hpp"
#include "platform/linux_board.hpp"
#include "runtime/vision/motion.hpp"

namespace ocellus::camera {

// What the command line and the settings say, and where things are to be kept by them.
struct Reading {
  SettingsKeeper keeper;
  CommandLine command_line;
  std::optional<int> exit = {};  // the program is to end here
  Path store;                    // empty: nowhere
  Status store_status = {};
};

struct Appliance {
  // By the card, and by what is there without one (start.cpp).
  std::array<Reading, 2> readings;
  Reading* reading = readings.data();
  std::span<char* const> words;
  CommandLine command_line;
  const platform::LinuxBoard* board = nullptr;  // nullptr: a machine that is none of ours
  Store store;
  StoreWriter writer;
  Voice voice;
  Devices devices;

  // What frames pass through, in this order.
  capture::ProcessStarter process_starter;
  capture::SourceRoom source_room;
  std::array<std::uint8_t, std::size_t{16} << 20> frame_memory;
  capture::Camera* camera = nullptr;  // nullptr: a file
  PaceSettings pace_settings;
  PaceState pace;
  MotionMeter motion;
  Watcher watcher;
  platform::Crew crew;
  Drawing drawing;
  Recorder recorder;

  Duties duties;
  StageTimes times;
  Speed speed;
  std::optional<Speed::Time> speed_told = {};
  bool inferred_yet = false;
  bool snapshot_wanted = false;  // by the button, of the next frame
  bool power_off_wanted = false;
  bool sound = true;  // nothing failed that the exit status should tell

  // The settings in force are not the card's, because it did not answer when they were wanted.
  bool is_without_card() const { return reading != readings.data(); }

  const Settings& settings() const { return command_line.settings; }
};

}  // namespace ocellus::camera
