// From a settings text to settings.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "apps/camera/settings/mistake.hpp"
#include "apps/camera/settings/settings.hpp"
#include "drivers/storage/data_layout.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

// More than the shipped text has by far, and no more than can be remembered.
inline constexpr std::size_t kMostSettingsBytes = storage::kLongestSettings;

// The defaults, overruled by `text`, which may hold any bytes. True when there is no mistake. What
// a mistake was made in keeps its default, so that `settings` can be used in any case.
[[nodiscard]] bool read_settings(std::string_view text, Settings& settings, Mistakes& mistakes,
                                 const Host& host = {});

// Fetches the file's text into `room`. kNotFound, kIo; kTooLarge when it does not fit.
Status read_settings_file(const char* path, std::span<char> room, std::string_view& text);

// Single values, for the command line: nullptr when understood, otherwise what it takes.
[[nodiscard]] const char* set_detectors(std::string_view value, Settings& settings);
[[nodiscard]] const char* set_labels(std::string_view value, Settings& settings);

}  // namespace ocellus::camera
