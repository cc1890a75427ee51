// The parts of the program, all of its memory but the pool: one object, for its whole life.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

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
#include "apps/camera/tell/voice.hpp"
#include "drivers/capture/camera.hpp"
#include "drivers/capture/open_source.hpp"
#include "platform/linux/crew.hpp"
#include "platform/linux_board.hpp"
#include "runtime/vision/motion.hpp"

namespace ocellus::camera {

struct Appliance {
  SettingsKeeper keeper;
  CommandLine command_line;
  const platform::LinuxBoard* board = nullptr;  // nullptr: a machine that is none of ours
  Store store;
  Voice voice;
  Devices devices;

  // What frames pass through, in this order.
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
  bool sound = true;             // nothing failed that the exit status should tell

  const Settings& settings() const { return command_line.settings; }
};

}  // namespace ocellus::camera
