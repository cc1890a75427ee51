#include "runtime/track/event_json.hpp"

#include <cstdint>

namespace ocellus {
namespace {

// Appends to a fixed room, and remembers if anything did not fit.
class Writer {
 public:
  explicit Writer(std::span<char> room) : room_(room) {}

  std::string_view result() const {
    return overflowed_ ? std::string_view() : std::string_view(room_.data(), used_);
  }

  void put(char c) {
    if (used_ == room_.size()) {
      overflowed_ = true;
    } else {
      room_[used_++] = c;
    }
  }

  void put(std::string_view text) {
    for (const char c : text) put(c);
  }

  void put_string(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    put('"');
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        put('\\');
        put(c);
      } else if (byte < 0x20) {
        put("\\u00");
        put(kHex[byte >> 4]);
        put(kHex[byte & 15]);
      } else {
        put(c);
      }
    }
    put('"');
  }

  void put_integer(std::int64_t value) {
    if (value < 0) put('-');
    const auto bits = static_cast<std::uint64_t>(value);
    put_digits(value < 0 ? 0 - bits : bits, 1);
  }

  // value / 10^decimals, with exactly that many digits after the point.
  void put_fixed(std::int64_t value, int decimals) {
    if (value < 0) put('-');
    const auto bits = static_cast<std::uint64_t>(value);
    std::uint64_t unit = 1;
    for (int i = 0; i < decimals; ++i) unit *= 10;
    const std::uint64_t size = value < 0 ? 0 - bits : bits;
    put_digits(size / unit, 1);
    put('.');
    put_digits(size % unit, decimals);
  }

  void put_unsigned(std::uint64_t value) { put_digits(value, 1); }

 private:
  void put_digits(std::uint64_t value, int at_least) {
    char digits[20];
    int count = 0;
    while (value != 0 || count < at_least) {
      digits[count++] = static_cast<char>('0' + value % 10);
      value /= 10;
    }
    while (count > 0) put(digits[--count]);
  }

  std::span<char> room_;
  std::size_t used_ = 0;
  bool overflowed_ = false;
};

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
  Writer out(room);
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
