// The table of all sections and keys.
#pragma once

#include <span>
#include <string_view>

#include "apps/camera/settings/keys.hpp"

namespace ocellus::camera {

std::span<const Section> sections();

// The section of that name that has an argument, or has none; nullptr when there is no such.
const Section* find_section(std::string_view name, bool with_argument);
const Key* find_key(const Section& section, std::string_view name);

// Parts of the table, each beside the functions that it needs.
std::span<const Key> source_keys();
std::span<const Key> camera_keys();
std::span<const Key> model_keys();
std::span<const Key> track_keys();
std::span<const Key> line_keys();
std::span<const Key> zone_keys();
std::span<const Key> watch_keys();
std::span<const Key> thermal_keys();
std::span<const Key> privacy_keys();
std::span<const Key> screen_keys();
std::span<const Key> snapshot_keys();
std::span<const Key> gpio_keys();
std::span<const Key> storage_keys();
std::span<const Key> record_keys();
std::span<const Key> watchdog_keys();

}  // namespace ocellus::camera
