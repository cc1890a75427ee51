// The lines and zones somebody drew into the picture, and who crosses and visits them.
//
// A track is where its foot is: the middle of its box's lower edge. Only confirmed tracks that are
// seen take part; one that comes back from an occlusion is taken to have walked straight.
//
// Direction. Stand at a line's `from` and look towards its `to`, in the picture: passing from the
// left hand to the right is "in", the other way "out". (A line drawn from left to right is crossed
// "in" by walking down the picture, towards the camera.)
//
// Jitter. A foot closer to a line or a zone's edge than `margin` box heights changes nothing: it
// counts only once it is clear of it on the other side. It counts there if the last time it stepped
// over was between the line's ends; walking around an end is not crossing. Crossing back counts the
// other way. A track first seen within the margin of a line belongs to neither side yet.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/status.hpp"
#include "runtime/track/events.hpp"
#include "runtime/track/tracker.hpp"

namespace ocellus {

// Names must outlive the scene; at most Scene::kMaxName bytes.
struct CountingLine {
  std::string_view name;
  Point from;
  Point to;
};

struct Zone {
  static constexpr std::size_t kMaxCorners = 16;

  std::string_view name;
  std::size_t corner_count = 0;  // 3..kMaxCorners, in order around the zone, either way
  std::array<Point, kMaxCorners> corners = {};

  std::span<const Point> outline() const { return std::span(corners).first(corner_count); }
};

struct LineCount {
  std::uint32_t in = 0;
  std::uint32_t out = 0;
};

class Scene {
 public:
  static constexpr std::size_t kMaxLines = 8;
  static constexpr std::size_t kMaxZones = 8;
  static constexpr std::size_t kMaxName = 63;
  static constexpr std::size_t kMaxEvents = 256;

  // `margin` in box heights, 0..1. kTooLarge for too many lines, zones, corners or letters;
  // kUnsupported for a line without length or a zone with fewer than three corners (`at` is its
  // index).
  Status prepare(std::span<const CountingLine> lines, std::span<const Zone> zones,
                 float margin = 0.05f);

  // The same lines and zones in a picture of another size, whose tracks start anew: what was
  // counted stays. Fails, and has changed nothing, as prepare() does.
  Status redraw(std::span<const CountingLine> lines, std::span<const Zone> zones);

  std::span<const CountingLine> lines() const { return std::span(lines_).first(line_count_); }
  std::span<const Zone> zones() const { return std::span(zones_).first(zone_count_); }

  // Follows one frame of a tracker, after each of its updates. What happened, track by track, those
  // that ended first; valid until the next call. Of more than kMaxEvents the rest are not told, but
  // they are counted as in and out, present and dropped.
  std::span<const Event> update(const Tracker& tracker, Microseconds time, std::uint64_t frame);

  LineCount count(LineIndex line) const { return counts_[static_cast<std::size_t>(line)]; }
  std::uint32_t present(ZoneIndex zone) const { return present_[static_cast<std::size_t>(zone)]; }
  std::uint64_t dropped_events() const { return dropped_events_; }

 private:
  enum class Side : std::uint8_t { kUnknown, kLeft, kRight };

  // Where one track is with regard to one line.
  struct Standing {
    Side side = Side::kUnknown;    // when it was last clear of the line
    bool stepped_between = false;  // its last step over the line was between the ends
  };

  struct Visitor {
    std::uint32_t track = 0;  // its id
    Point foot;
    std::array<Standing, kMaxLines> standings = {};
    std::array<bool, kMaxZones> inside = {};
  };

  static Status check(std::span<const CountingLine> lines, std::span<const Zone> zones);
  void draw(std::span<const CountingLine> lines, std::span<const Zone> zones);
  Visitor* find(std::uint32_t track);
  Visitor* welcome(const Track& track, Event event);
  void move(Visitor& visitor, const Track& track, Event event);
  void cross(Visitor& visitor, std::size_t line, Point now, float margin, Event event);
  void visit(Visitor& visitor, std::size_t zone, Point now, float margin, Event event);
  void set_inside(Visitor& visitor, std::size_t zone, bool inside, Event event);
  void dismiss(const Track& track, Event event);
  void report(const Event& event);

  float margin_ = 0;
  std::size_t line_count_ = 0;
  std::size_t zone_count_ = 0;
  std::array<CountingLine, kMaxLines> lines_ = {};
  std::array<float, kMaxLines> lengths_ = {};
  std::array<Zone, kMaxZones> zones_ = {};
  std::array<LineCount, kMaxLines> counts_ = {};
  std::array<std::uint32_t, kMaxZones> present_ = {};

  std::size_t visitor_count_ = 0;
  std::array<Visitor, Tracker::kMaxTracks> visitors_ = {};
  std::size_t event_count_ = 0;
  std::array<Event, kMaxEvents> events_ = {};
  std::uint64_t dropped_events_ = 0;
};

}  // namespace ocellus
