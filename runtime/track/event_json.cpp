#include "runtime/track/event_json.hpp"

#include <cstdint>

#include "runtime/track/json_writer.hpp"

namespace ocellus {
namespace {

// To the nearest whole number, halves up; 0 for what no picture's coordinate or score can be.
std::int64_t round_to_integer(float value) {
  if (!(value > -1e9f && value < 1e9f)) return 0;
  const double raised = double{value} + 0.5;
  const auto truncated = static_cast<std::int64_t>(raised);
  return static_cast<double>(truncated) > raised ? truncated - 1 : truncated;
}

std::string_view name_of(EventKind kind) {
  switch (kind) {
    case EventKind::kAppeared:
      return "appeared";
    case EventKind::kCrossed:
      return "crossed";
    case EventKind::kEntered:
      return "entered";
    case EventKind::kLeft:
      return "left";
    case EventKind::kLost:
      return "lost";
  }
  return "?";
}

std::string_view name_of(Direction direction) {
  if (direction == Direction::kIn) return "in";
  return "out";
}

template <typename Index>
std::string_view label_at(std::span<const std::string_view> labels, Index index) {
  const auto i = static_cast<std::size_t>(index);
  return i < labels.size() ? labels[i] : "?";
}

template <typename Named, typename Index>
std::string_view name_at(std::span<const Named> things, Index index) {
  const auto i = static_cast<std::size_t>(index);
  return i < things.size() ? things[i].name : "?";
}

// Halves of a millisecond up.
std::int64_t to_milliseconds(Microseconds time) {
  const std::int64_t raised = time.count + 500;
  return raised >= 0 ? raised / 1000 : -((999 - raised) / 1000);
}

}  // namespace

std::string_view write_event_json(const Event& event, std::span<const std::string_view> labels,
                                  const Scene& scene, std::span<char> room,
                                  std::string_view detector) {
  JsonWriter out(room);
  out.put("{\"time\":");
  out.put_fixed(to_milliseconds(event.time), 3);
  out.put(",\"frame\":");
  out.put_unsigned(event.frame);
  out.put(",\"event\":");
  out.put_string(name_of(event.kind));
  out.put(",\"track\":");
  out.put_unsigned(event.track);
  out.put(",\"label\":");
  out.put_string(label_at(labels, event.label));
  out.put(",\"score\":");
  out.put_fixed(round_to_integer(event.score * 100), 2);
  out.put(",\"box\":[");
  out.put_integer(round_to_integer(event.box.x0));
  out.put(',');
  out.put_integer(round_to_integer(event.box.y0));
  out.put(',');
  out.put_integer(round_to_integer(event.box.x1));
  out.put(',');
  out.put_integer(round_to_integer(event.box.y1));
  out.put(']');
  if (event.kind == EventKind::kCrossed) {
    out.put(",\"line\":");
    out.put_string(name_at(scene.lines(), event.line));
    out.put(",\"direction\":");
    out.put_string(name_of(event.direction));
  }
  if (event.kind == EventKind::kEntered || event.kind == EventKind::kLeft) {
    out.put(",\"zone\":");
    out.put_string(name_at(scene.zones(), event.zone));
  }
  if (!detector.empty()) {
    out.put(",\"detector\":");
    out.put_string(detector);
  }
  out.put('}');
  return out.result();
}

}  // namespace ocellus
