// What the camera says to people and programs: events on stdout, everything else on stderr.
// Nothing here allocates: lines are formatted into fixed buffers and written by write(2).
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/status.hpp"

namespace ocellus::camera {

// One line on stderr: "camera: WHERE: WHAT". `where` may be empty.
void complain(std::string_view where, const Status& status);

// One line on stderr, "camera: TEXT".
void note(std::string_view text);

// A bar on stderr: redrawn in place ten times a second on a terminal, otherwise a plain line every
// ten seconds.
class Progress {
 public:
  // `total` frames in all, 0 when nobody knows.
  explicit Progress(std::uint64_t total);
  void update(std::uint64_t frames, double frames_per_second);
  // Takes the bar off the terminal, so that a line can be printed in its place.
  void clear();
  void finish();

 private:
  std::uint64_t total_;
  bool terminal_;
  bool drawn_ = false;
  std::int64_t last_drawn_ms_ = 0;
};

}  // namespace ocellus::camera
