#include "apps/camera/settings.hpp"

#include <ini.h>

#include <cerrno>
#include <cstdio>
#include <string_view>

namespace ocellus::camera {
namespace {

// Reads "-12.5" off the front of `text`; false where no number stands there. The library's own
// reader of numbers also knows exponents, infinity and every locale, in 60 KiB.
bool take_decimal(std::string_view& text, float& number) {
  const bool negative = text.starts_with('-');
  std::size_t at = negative ? 1 : 0;
  double value = 0;
  double unit = 1;
  bool digits = false;
  bool fraction = false;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !fraction) {
      fraction = true;
      continue;
    }
    if (text[at] < '0' || text[at] > '9') break;
    digits = true;
    value = value * 10 + (text[at] - '0');
    if (fraction) unit *= 10;
  }
  if (!digits) return false;
  text.remove_prefix(at);
  number = static_cast<float>((negative ? -value : value) / unit);
  return true;
}

// Reads one number and the blanks before it off the front of `text`.
bool take_number(std::string_view& text, float& number) {
  const std::size_t start = text.find_first_not_of(" \t,");
  if (start == std::string_view::npos) return false;
  text.remove_prefix(start);
  return take_decimal(text, number) && number > -1e6f && number < 1e6f;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t,") == std::string_view::npos;
}

bool read_number(std::string_view text, float low, float high, float& number) {
  return take_number(text, number) && is_blank(text) && number >= low && number <= high;
}

bool read_point(std::string_view text, Point& point) {
  return take_number(text, point.x) && take_number(text, point.y) && is_blank(text);
}

bool read_region(std::string_view text, Region& region) {
  std::array<float, 4> numbers;
  for (float& number : numbers) {
    if (!take_number(text, number) || number < 0) return false;
  }
  region = {static_cast<std::int32_t>(numbers[0]), static_cast<std::int32_t>(numbers[1]),
            static_cast<std::int32_t>(numbers[2]), static_cast<std::int32_t>(numbers[3])};
  return is_blank(text) && region.width > 0 && region.height > 0;
}

bool read_corners(std::string_view text, ZoneSettings& zone) {
  zone.corner_count = 0;
  while (!is_blank(text)) {
    if (zone.corner_count == zone.corners.size()) return false;
    Point& corner = zone.corners[zone.corner_count++];
    if (!take_number(text, corner.x) || !take_number(text, corner.y)) return false;
  }
  return zone.corner_count >= 3;
}

// The entry of that name, a new one when there is none yet, nullptr when there is no room.
template <typename Entry, std::size_t kCapacity>
Entry* entry_named(std::array<Entry, kCapacity>& entries, std::size_t& count,
                   std::string_view name) {
  for (std::size_t i = 0; i < count; ++i) {
    if (entries[i].name.view() == name) return &entries[i];
  }
  if (count == kCapacity || !entries[count].name.assign(name)) return nullptr;
  return &entries[count++];
}

// The first word of `text`, taken off it; empty at the end.
std::string_view take_word(std::string_view& text) {
  const std::size_t start = text.find_first_not_of(" \t,");
  if (start == std::string_view::npos) return {};
  const std::size_t end = text.find_first_of(" \t,", start);
  const std::string_view word = text.substr(start, end - start);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end);
  return word;
}

std::optional<DetectorKind> kind_named(std::string_view word) {
  for (const DetectorKind kind : kDetectorKinds) {
    if (word == name(kind)) return kind;
  }
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(Settings& settings) : settings_(settings) {}

  // inih's callback: false stops at this line.
  static int handle(void* user, const char* section, const char* key, const char* value) {
    const char* fault = static_cast<Reader*>(user)->set(section, key, value);
    if (fault == nullptr) return 1;
    auto& first = static_cast<Reader*>(user)->fault_;
    if (first == nullptr) first = fault;
    return 0;
  }

  const char* fault() const { return fault_; }

 private:
  // nullptr when understood, otherwise what to say.
  const char* set(std::string_view section, std::string_view key, std::string_view value) {
    if (section == "source") return set_source(key, value);
    if (section == "model") return set_model(key, value);
    if (section == "track") return set_track(settings_.track, key, value);
    if (section.starts_with("track ")) {
      const auto kind = kind_named(section.substr(6));
      if (!kind) return "there is no such detector; there are ssd and face";
      return set_track(settings_.track_of_one[static_cast<std::size_t>(*kind)], key, value);
    }
    if (section == "record") return set_record(key, value);
    if (section.starts_with("line ")) return set_line(section.substr(5), key, value);
    if (section.starts_with("zone ")) return set_zone(section.substr(5), key, value);
    return "unknown section; there are [source], [model], [track], [track DETECTOR], [line NAME], "
           "[zone NAME] and [record]";
  }

  const char* set_source(std::string_view key, std::string_view value) {
    if (key == "path") return settings_.source.assign(value) ? nullptr : "the path is too long";
    if (key == "rate") {
      return read_number(value, 0.01f, 1000, settings_.rate)
                 ? nullptr
                 : "rate needs frames per second, 0.01 to 1000";
    }
    return "unknown key; [source] has path and rate";
  }

  const char* set_model(std::string_view key, std::string_view value) {
    if (key == "label") return settings_.label.assign(value) ? nullptr : "the label is too long";
    if (key == "region") {
      return read_region(value, settings_.region) ? nullptr
                                                  : "region needs x, y, width and height in pixels";
    }
    if (key == "detectors") {
      return read_detectors(value, settings_) ? nullptr : "detectors needs ssd, face or both";
    }
    return "unknown key; [model] has detectors, label and region";
  }

  static const char* set_track(TrackSettings& track, std::string_view key, std::string_view value) {
    constexpr const char* kScore = "a score is a number from 0.01 to 1";
    if (key == "start") {
      return read_number(value, 0.01f, 1, track.start_score.emplace()) ? nullptr : kScore;
    }
    if (key == "keep") {
      return read_number(value, 0.01f, 1, track.keep_score.emplace()) ? nullptr : kScore;
    }
    if (key == "patience") {
      return read_number(value, 0, 3600, track.patience.emplace())
                 ? nullptr
                 : "patience needs seconds, 0 to 3600";
    }
    return "unknown key; [track] has start, keep and patience";
  }

  const char* set_record(std::string_view key, std::string_view value) {
    if (key == "video") return settings_.video.assign(value) ? nullptr : "the path is too long";
    if (key == "pictures") {
      return settings_.pictures.assign(value) ? nullptr : "the path is too long";
    }
    return "unknown key; [record] has video and pictures";
  }

  const char* set_line(std::string_view name, std::string_view key, std::string_view value) {
    LineSettings* line = entry_named(settings_.lines, settings_.line_count, name);
    if (line == nullptr) return "at most 8 lines, with names of at most 31 characters";
    constexpr const char* kPoint = "a point needs x and y in pixels of the picture";
    if (key == "from") return read_point(value, line->from) ? nullptr : kPoint;
    if (key == "to") return read_point(value, line->to) ? nullptr : kPoint;
    return "unknown key; a line has from and to";
  }

  const char* set_zone(std::string_view name, std::string_view key, std::string_view value) {
    ZoneSettings* zone = entry_named(settings_.zones, settings_.zone_count, name);
    if (zone == nullptr) return "at most 8 zones, with names of at most 31 characters";
    if (key != "corners") return "unknown key; a zone has corners";
    return read_corners(value, *zone) ? nullptr
                                      : "corners needs 3 to 16 points, x and y in pixels each";
  }

  Settings& settings_;
  const char* fault_ = nullptr;
};

}  // namespace

bool Settings::uses(DetectorKind kind) const {
  for (const DetectorKind used : used_detectors()) {
    if (used == kind) return true;
  }
  return false;
}

TrackRules Settings::track_rules(DetectorKind kind) const {
  // BlazeFace is surer of a face than SSD is of a person.
  constexpr std::array<TrackRules, kDetectorKinds.size()> kSuitable = {
      {{0.45f, 0.30f, 1.5f}, {0.60f, 0.40f, 1.5f}}};
  const TrackSettings& own = track_of_one[static_cast<std::size_t>(kind)];
  const TrackRules& suitable = kSuitable[static_cast<std::size_t>(kind)];
  const auto chosen = [&](std::optional<float> TrackSettings::*setting, float otherwise) {
    return (own.*setting).value_or((track.*setting).value_or(otherwise));
  };
  return {chosen(&TrackSettings::start_score, suitable.start_score),
          chosen(&TrackSettings::keep_score, suitable.keep_score),
          chosen(&TrackSettings::patience, suitable.patience)};
}

bool read_detectors(std::string_view text, Settings& settings) {
  Settings::Detectors detectors = {};
  std::size_t count = 0;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    const std::optional<DetectorKind> kind = kind_named(word);
    if (!kind) return false;
    for (std::size_t i = 0; i < count; ++i) {
      if (detectors[i] == *kind) return false;
    }
    detectors[count++] = *kind;
  }
  if (count == 0) return false;
  settings.detectors = detectors;
  settings.detector_count = count;
  return true;
}

Status read_settings(const char* path, Settings& settings) {
  Reader reader(settings);
  errno = 0;
  const int line = ini_parse(path, Reader::handle, &reader);
  if (line < 0) return Status::failure(Code::kNotFound, "cannot read the configuration", 0, errno);
  if (line > 0) {
    const char* what =
        reader.fault() != nullptr ? reader.fault() : "neither [section] nor key = value";
    return Status::failure(Code::kCorrupt, what, static_cast<std::uint64_t>(line));
  }
  for (const LineSettings& each : settings.used_lines()) {
    if (each.from.x == each.to.x && each.from.y == each.to.y) {
      return Status::failure(Code::kCorrupt, "a line's from and to are the same point");
    }
  }
  for (const ZoneSettings& each : settings.used_zones()) {
    if (each.corner_count == 0) return Status::failure(Code::kCorrupt, "a zone has no corners");
  }
  return Status::success();
}

}  // namespace ocellus::camera
