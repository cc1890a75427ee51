// What can go wrong with the virtual board's camera, on command.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "tools/ocellus/result.hpp"

namespace ocellus::tools::board {

struct CameraFault {
  enum class Kind : std::uint8_t {
    kCorrupt,  // the second half of the next `count` frames is noise
    kShort,    // the next `count` frames end after a third
    kStall,    // the next `count` transfers are answered with STALL: empty buffers with an error
    kFreeze,   // for `time` the same frame comes again and again
    kPause,    // for `time` no frame comes
    kUnplug,   // the device goes away; while its host enumerates it, its transfers fail first, and
               // it has gone between two of the host's tries
    kPlug,     // and comes back, with `formats`, when it has gone
  };
  enum class Formats : std::uint8_t { kAll, kMjpegOnly, kYuyvOnly };

  Kind kind = Kind::kUnplug;
  std::uint32_t count = 0;
  std::chrono::milliseconds time{0};
  Formats formats = Formats::kAll;

  bool operator==(const CameraFault&) const = default;
};

// "corrupt N", "short N", "stall N" with N from 1 to 100000; "freeze S", "pause S" with S seconds
// from 0.1 to 3600; "unplug"; "plug", "plug mjpeg", "plug yuyv".
Result<CameraFault> read_camera_fault(std::string_view text);

}  // namespace ocellus::tools::board
