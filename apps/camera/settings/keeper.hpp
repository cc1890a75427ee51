// Which settings are in force: those of the file, and when they are wrong the last good ones. A
// device watches whatever somebody wrote into its file.
//
//   the file is       in force are                                                  origin
//   ----------------  ------------------------------------------------------------  ----------
//   good              its settings, remembered as the last good ones                kFile
//   wrong or missing  the last good ones, if there are any                          kLastGood
//                     else those shipped with the image, if they are good           kShipped
//                     else the built-in ones: the first camera, persons             kBuiltIn
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "apps/camera/settings/mistake.hpp"
#include "apps/camera/settings/reader.hpp"
#include "apps/camera/settings/settings.hpp"
#include "drivers/storage/settings_history.hpp"
#include "runtime/status.hpp"

namespace ocellus::camera {

enum class SettingsOrigin : std::uint8_t { kFile, kLastGood, kShipped, kBuiltIn };

// "the file", "the last good settings", "the shipped settings", "the built-in settings".
std::string_view name(SettingsOrigin origin);

class SettingsKeeper {
 public:
  // Decides as above, always with settings that can be used. `shipped` may be nullptr; where `path`
  // is the same (a boot partition without a file), the last good ones go before it. `history`
  // may be nullptr. What a board cannot do is a mistake in the file; in a text that was good once
  // it costs no more than itself.
  SettingsOrigin choose(const char* path, const char* shipped, storage::SettingsHistory* history,
                        Settings& settings, const Host& host = {});

  // After choose(). Stores the text where it came from the file and is not what was stored last.
  Status remember(storage::SettingsHistory& history, const storage::Moment& now);

  // What is wrong with the file, its text and as a whole (it cannot be read).
  const Mistakes& mistakes() const { return mistakes_; }
  const Status& file_status() const { return file_status_; }

 private:
  Mistakes mistakes_;
  Status file_status_;
  std::string_view good_;  // the file's text, when it is to be remembered
  std::array<char, kMostSettingsBytes> text_ = {};
  std::array<char, kMostSettingsBytes> other_ = {};
};

}  // namespace ocellus::camera
