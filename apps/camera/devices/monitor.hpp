// A connected screen: the newest picture, or a page that says why there is none.
#pragma once

#include <chrono>
#include <optional>

#include "drivers/display/screen.hpp"
#include "runtime/status.hpp"
#include "runtime/vision/image.hpp"

namespace ocellus::camera {

class Monitor {
 public:
  static constexpr std::chrono::milliseconds kShowEvery{100};  // at most
  // A picture waits no longer for the screen: the next one is newer.
  static constexpr std::chrono::milliseconds kPatience{40};

  // `screen` outlives this; without one nothing is ever due.
  void start(display::Screen& screen) { screen_ = &screen; }

  // Whether a picture is worth being drawn: a screen is there and had its last one kShowEvery ago,
  // or it is time to look for one.
  bool due(display::Time now) const;

  // What happened to the screen that nobody was told yet.
  enum class News { kNone, kConnected, kDisconnected, kRefused };

  // Shows `picture`, whose pixels may change afterwards. kRefused comes with the reason in
  // `status`, once until pictures are shown again.
  News show(const ImageView& picture, display::Time now, Status& status);

 private:
  display::Screen* screen_ = nullptr;
  std::optional<display::Time> offered_;
  bool connected_ = false;
  bool refused_ = false;
};

}  // namespace ocellus::camera
