#include "apps/camera/settings/sections.hpp"

#include <array>

#include "apps/camera/settings/values.hpp"

namespace ocellus::camera {

std::span<const Section> sections() {
  static constexpr std::array kSections = {
      Section{"source", "", source_keys},       Section{"camera", "", camera_keys},
      Section{"model", "", model_keys},         Section{"track", "", track_keys},
      Section{"track", "DETECTOR", track_keys}, Section{"line", "NAME", line_keys},
      Section{"zone", "NAME", zone_keys},       Section{"watch", "", watch_keys},
      Section{"thermal", "", thermal_keys},     Section{"privacy", "", privacy_keys},
      Section{"screen", "", screen_keys},       Section{"snapshot", "", snapshot_keys},
      Section{"gpio", "", gpio_keys},           Section{"storage", "", storage_keys},
      Section{"watchdog", "", watchdog_keys},   Section{"record", "", record_keys},
  };
  return kSections;
}

const Section* find_section(std::string_view name, bool with_argument) {
  for (const Section& section : sections()) {
    if (same_word(section.name, name) && section.argument.empty() != with_argument) {
      return &section;
    }
  }
  return nullptr;
}

const Key* find_key(const Section& section, std::string_view name) {
  for (const Key& key : section.keys()) {
    if (same_word(key.name, name)) return &key;
  }
  return nullptr;
}

}  // namespace ocellus::camera
