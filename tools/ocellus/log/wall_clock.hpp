// A moment as people write it.
#pragma once

#include <ctime>
#include <string>

#include "drivers/storage/moment.hpp"
#include "tools/ocellus/format.hpp"

namespace ocellus::tools {

// "2026-11-21T22:17:58.123Z"; empty where the clock was not set, or beyond the year 9999.
inline std::string wall_clock(const storage::Moment& moment) {
  if (!moment.wall) return "";
  const auto seconds = std::chrono::floor<std::chrono::seconds>(*moment.wall);
  const auto rest = *moment.wall - seconds;
  const std::time_t time = static_cast<std::time_t>(seconds.time_since_epoch().count());
  std::tm parts = {};
  if (gmtime_r(&time, &parts) == nullptr || parts.tm_year < -1900 || parts.tm_year > 9999 - 1900) {
    return "";
  }
  return format("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900, parts.tm_mon + 1,
                parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                static_cast<int>(rest.count()));
}

}  // namespace ocellus::tools
