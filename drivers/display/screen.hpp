// A screen that shows pictures, or none: it may be plugged in and out at any time.
#pragma once

#include <chrono>

#include "runtime/status.hpp"
#include "runtime/vision/image.hpp"
#include "runtime/vision/preprocess.hpp"

namespace ocellus::display {

using Time = std::chrono::steady_clock::time_point;

class Screen {
 public:
  virtual ~Screen() = default;

  // Shows a picture, whole, in its own proportions and as large as it fits, from the next refresh
  // on; the last picture stays until then and none is ever torn. The picture is not needed after
  // the call. `now` is the present and may not decrease; the call waits until `deadline` at most.
  //   kTimeout       the picture before is still being put up; this one is dropped
  //   kNotFound      no screen is connected; costs nothing, so go on offering pictures: one that
  //                  is plugged in is noticed within kLookEvery
  //   kTooLarge      the picture has more than 4096 pixels a side
  //   kDisconnected  the graphics device itself went away, or another program took it
  //   kIo            it refused
  // After any failure the next picture may be offered.
  virtual Status show(const ImageView& picture, Time now, Time deadline) = 0;

  // Pixels of the mode in use; 0 x 0 while no screen is.
  virtual PixelSize size() const = 0;

  static constexpr std::chrono::milliseconds kLookEvery{1000};
};

}  // namespace ocellus::display
