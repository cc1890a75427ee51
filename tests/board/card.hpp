// A card of one's own: a copy of the image that the build made, with other settings on it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/ocellus/log/history.hpp"

namespace ocellus::tests {

class Card {
 public:
  // With these settings in place of those of the image; a failure fails the test.
  explicit Card(std::string_view settings);
  ~Card();
  Card(const Card&) = delete;
  Card& operator=(const Card&) = delete;

  // As a person does it, with the card in another computer: mtools writes the boot partition.
  void write_settings(std::string_view settings);
  void write_file(std::string_view name, std::string_view content);

  // What the first process is told after "--" on the kernel's command line (apps/boot/options.hpp):
  // the same for either slot.
  void write_boot_options(std::string_view options);

  // The camera's lines that it holds, oldest first, as `ocellus log` reads them. That some are
  // missing in between, or cannot be read, fails the test. The board is off.
  std::vector<tools::HistoryEntry> journal() const;
  // Likewise the first process's.
  std::vector<tools::HistoryEntry> system_log() const;

  const std::string& path() const { return path_; }

 private:
  std::vector<tools::HistoryEntry> log(storage::LogName name) const;

  std::string path_;
};

}  // namespace ocellus::tests
