#include "runtime/track/scene.hpp"

#include "runtime/detect/box.hpp"

namespace ocellus {
namespace {

// Positive when `b` lies clockwise of `a` as seen in the picture (y downwards): on the right hand
// of somebody looking along `a`.
constexpr float cross_product(Point a, Point b) { return a.x * b.y - a.y * b.x; }
constexpr float dot_product(Point a, Point b) { return a.x * b.x + a.y * b.y; }
constexpr Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
constexpr float magnitude(float value) { return value < 0 ? -value : value; }

// Newton's method, from above: the same bits everywhere. 0 for what has no positive root.
constexpr float square_root(float x) {
  if (!(x > 0)) return 0;
  float root = x > 1 ? x : 1;
  for (int i = 0; i < 200; ++i) {
    const float better = 0.5f * (root + x / root);
    if (!(better < root)) break;
    root = better;
  }
  return root;
}

float length_of(const CountingLine& line) {
  const Point along = line.to - line.from;
  return square_root(dot_product(along, along));
}

float squared_distance(Point p, Point from, Point to) {
  const Point along = to - from;
  const float length = dot_product(along, along);
  float share = length > 0 ? dot_product(p - from, along) / length : 0;
  share = share < 0 ? 0 : share > 1 ? 1 : share;
  const Point off = {p.x - (from.x + share * along.x), p.y - (from.y + share * along.y)};
  return dot_product(off, off);
}

// By the even-odd rule: a ray to the right meets the outline an odd number of times.
bool is_inside(Point p, std::span<const Point> outline) {
  bool inside = false;
  Point a = outline[outline.size() - 1];
  for (const Point b : outline) {
    if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * ((p.y - a.y) / (b.y - a.y))) {
      inside = !inside;
    }
    a = b;
  }
  return inside;
}

bool is_near_outline(Point p, std::span<const Point> outline, float margin) {
  Point a = outline[outline.size() - 1];
  for (const Point b : outline) {
    if (squared_distance(p, a, b) < margin * margin) return true;
    a = b;
  }
  return false;
}

}  // namespace

Status Scene::prepare(std::span<const CountingLine> lines, std::span<const Zone> zones,
                      float margin) {
  if (!(margin >= 0 && margin <= 1)) {
    return Status::failure(Code::kUnsupported, "the margin must lie in 0..1 box heights");
  }
  if (const Status status = check(lines, zones); !status.ok()) return status;
  draw(lines, zones);
  margin_ = margin;
  counts_ = {};
  dropped_events_ = 0;
  return Status::success();
}

Status Scene::redraw(std::span<const CountingLine> lines, std::span<const Zone> zones) {
  const Status status = check(lines, zones);
  if (status.ok()) draw(lines, zones);
  return status;
}

Status Scene::check(std::span<const CountingLine> lines, std::span<const Zone> zones) {
  if (lines.size() > kMaxLines) return Status::failure(Code::kTooLarge, "more than 8 lines");
  if (zones.size() > kMaxZones) return Status::failure(Code::kTooLarge, "more than 8 zones");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!(length_of(lines[i]) > 0)) {
      return Status::failure(Code::kUnsupported, "a line of no length", i);
    }
    if (lines[i].name.size() > kMaxName) {
      return Status::failure(Code::kTooLarge, "a line's name of more than 63 bytes", i);
    }
  }
  for (std::size_t i = 0; i < zones.size(); ++i) {
    if (zones[i].corner_count < 3) {
      return Status::failure(Code::kUnsupported, "a zone of fewer than 3 corners", i);
    }
    if (zones[i].corner_count > Zone::kMaxCorners) {
      return Status::failure(Code::kTooLarge, "a zone of more than 16 corners", i);
    }
    if (zones[i].name.size() > kMaxName) {
      return Status::failure(Code::kTooLarge, "a zone's name of more than 63 bytes", i);
    }
  }
  return Status::success();
}

void Scene::draw(std::span<const CountingLine> lines, std::span<const Zone> zones) {
  line_count_ = lines.size();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines_[i] = lines[i];
    lengths_[i] = length_of(lines[i]);
  }
  zone_count_ = zones.size();
  for (std::size_t i = 0; i < zones.size(); ++i) zones_[i] = zones[i];
  present_ = {};
  visitor_count_ = 0;
  event_count_ = 0;
}

std::span<const Event> Scene::update(const Tracker& tracker, Microseconds time,
                                     std::uint64_t frame) {
  event_count_ = 0;
  const auto about = [&](const Track& track) {
    Event event;
    event.time = time;
    event.frame = frame;
    event.track = track.id;
    event.label = track.label;
    event.score = track.score;
    event.box = clip(track.box, tracker.picture());
    return event;
  };
  for (const Track& track : tracker.ended()) dismiss(track, about(track));
  for (const Track& track : tracker.tracks()) {
    if (track.state != TrackState::kConfirmed) continue;
    Visitor* visitor = find(track.id);
    if (visitor == nullptr) visitor = welcome(track, about(track));
    if (visitor != nullptr) move(*visitor, track, about(track));
  }
  return std::span(events_).first(event_count_);
}

Scene::Visitor* Scene::find(std::uint32_t track) {
  for (Visitor& visitor : std::span(visitors_).first(visitor_count_)) {
    if (visitor.track == track) return &visitor;
  }
  return nullptr;
}

// A new visitor starts where its track was first seen, so that a line crossed before it was
// confirmed counts as well. nullptr when there is no room, which cannot be while every update of
// the tracker is followed.
Scene::Visitor* Scene::welcome(const Track& track, Event event) {
  if (visitor_count_ == visitors_.size()) return nullptr;
  Visitor& visitor = visitors_[visitor_count_++];
  visitor = {};
  visitor.track = track.id;
  visitor.foot = track.origin;

  event.kind = EventKind::kAppeared;
  report(event);
  const float margin = margin_ * track.box.height();
  for (std::size_t i = 0; i < line_count_; ++i) cross(visitor, i, track.origin, margin, event);
  for (std::size_t i = 0; i < zone_count_; ++i) {
    if (is_inside(track.origin, zones_[i].outline())) set_inside(visitor, i, true, event);
  }
  return &visitor;
}

void Scene::move(Visitor& visitor, const Track& track, Event event) {
  const Point now = foot(track.box);
  const float margin = margin_ * track.box.height();
  for (std::size_t i = 0; i < line_count_; ++i) cross(visitor, i, now, margin, event);
  for (std::size_t i = 0; i < zone_count_; ++i) visit(visitor, i, now, margin, event);
  visitor.foot = now;
}

void Scene::cross(Visitor& visitor, std::size_t line, Point now, float margin, Event event) {
  Standing& standing = visitor.standings[line];
  const Point from = lines_[line].from;
  const Point along = lines_[line].to - from;
  const float off_before = cross_product(along, visitor.foot - from);
  const float off_now = cross_product(along, now - from);
  if ((off_before >= 0) != (off_now >= 0)) {
    const float share = off_before / (off_before - off_now);
    const Point step = now - visitor.foot;
    const Point at = {visitor.foot.x + share * step.x, visitor.foot.y + share * step.y};
    const float place = dot_product(at - from, along);
    standing.stepped_between = place >= 0 && place <= dot_product(along, along);
  }
  if (magnitude(off_now) < margin * lengths_[line]) return;

  const Side side = off_now >= 0 ? Side::kRight : Side::kLeft;
  const Side before = standing.side;
  standing.side = side;
  if (before == Side::kUnknown || before == side || !standing.stepped_between) return;
  LineCount& count = counts_[line];
  event.kind = EventKind::kCrossed;
  event.line = static_cast<LineIndex>(line);
  event.direction = side == Side::kRight ? Direction::kIn : Direction::kOut;
  ++(side == Side::kRight ? count.in : count.out);
  report(event);
}

void Scene::visit(Visitor& visitor, std::size_t zone, Point now, float margin, Event event) {
  const std::span<const Point> outline = zones_[zone].outline();
  const bool inside = is_inside(now, outline);
  if (inside == visitor.inside[zone] || is_near_outline(now, outline, margin)) return;
  set_inside(visitor, zone, inside, event);
}

void Scene::set_inside(Visitor& visitor, std::size_t zone, bool inside, Event event) {
  visitor.inside[zone] = inside;
  if (inside) {
    ++present_[zone];
  } else {
    --present_[zone];
  }
  event.kind = inside ? EventKind::kEntered : EventKind::kLeft;
  event.zone = static_cast<ZoneIndex>(zone);
  report(event);
}

void Scene::dismiss(const Track& track, Event event) {
  Visitor* visitor = find(track.id);
  if (visitor == nullptr) return;
  for (std::size_t i = 0; i < zone_count_; ++i) {
    if (visitor->inside[i]) set_inside(*visitor, i, false, event);
  }
  event.kind = EventKind::kLost;
  report(event);
  *visitor = visitors_[--visitor_count_];
}

void Scene::report(const Event& event) {
  if (event_count_ == kMaxEvents) {
    ++dropped_events_;
    return;
  }
  events_[event_count_++] = event;
}

}  // namespace ocellus
