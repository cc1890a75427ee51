// The settings that were in force, whole texts; the newest is the last good one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/patient_log.hpp"

namespace ocellus::storage {

inline constexpr std::uint8_t kSettingsRecord = 1;  // its kind

class SettingsHistory {
 public:
  // The device outlives the history.
  SettingsHistory(BlockDevice& device, const LogRegion& region) : log_(device, region, scratch_) {}

  // Reads only.
  Status open() { return log_.open(); }

  // The newest text, in `room`, which holds any with kLongestSettings bytes. kNotFound: there is
  // none; kCorrupt: it cannot be read any more; kTooLarge: for `room`.
  Status newest(Moment& moment, std::span<char> room, std::string_view& text);

  // At most kLongestSettings bytes (kTooLarge otherwise). It lasts when this returns success. To be
  // called when the text differs from the newest, not at every start: each is a write.
  Status append(const Moment& moment, std::string_view text);

  std::optional<StorageNews> take_news() { return log_.take_news(); }
  std::uint32_t lost() const { return log_.lost(); }
  std::uint32_t damaged() const { return log_.damaged(); }

 private:
  std::array<std::byte, 4096> scratch_;
  PatientLog log_;
};

}  // namespace ocellus::storage
