// What happened in the picture, worth telling.
#pragma once

#include <cstdint>

#include "runtime/detect/detection.hpp"
#include "runtime/time.hpp"

namespace ocellus {

enum class EventKind : std::uint8_t {
  kAppeared,  // a track was confirmed
  kCrossed,   // it crossed a line; `line` and `direction` say which and how
  kEntered,   // it came into a zone, or was first seen there; `zone` says which
  kLeft,      // it left a zone, or ended there
  kLost,      // it ended: out of the picture, or unseen for too long
};

enum class Direction : std::uint8_t { kIn, kOut };

// Indices into the lines and zones of the Scene that reported the event.
enum class LineIndex : std::uint8_t {};
enum class ZoneIndex : std::uint8_t {};

struct Event {
  Microseconds time;
  std::uint64_t frame = 0;
  EventKind kind = EventKind::kAppeared;
  std::uint32_t track = 0;
  LabelIndex label{};
  float score = 0;                       // of the track's latest detection
  Box box;                               // pixels of the picture, clipped to it
  LineIndex line{};                      // kCrossed only
  Direction direction = Direction::kIn;  // kCrossed only
  ZoneIndex zone{};                      // kEntered and kLeft only
};

}  // namespace ocellus
