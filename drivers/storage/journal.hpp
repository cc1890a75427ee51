// Lines of text with the moment they were written: the camera's journal, and the system's.
//
//   Journal journal(device, layout.journal);
//   if (const Status status = journal.open(); !status.ok()) ...;  // told; append() tries again
//   status = journal.append(moment, R"({"time":12.300,"notice":"thermal","text":"…"})");
//   if (const auto news = journal.take_news()) ...;               // to be told once
//
// One sector holds a line of up to 456 bytes, two up to 968.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "drivers/storage/data_layout.hpp"
#include "drivers/storage/patient_log.hpp"

namespace ocellus::storage {

inline constexpr std::uint8_t kLineRecord = 1;  // kinds of records

class Journal {
 public:
  // `region`: DataLayout::journal or DataLayout::system. The device outlives the journal.
  Journal(BlockDevice& device, const LogRegion& region) : log_(device, region, scratch_) {}

  // Reads only.
  Status open() { return log_.open(); }

  // One line without its end, at most kLongestLine bytes (kTooLarge otherwise). It lasts when this
  // returns success; how failures are treated: patient_log.hpp.
  Status append(const Moment& moment, std::string_view line);

  std::optional<StorageNews> take_news() { return log_.take_news(); }
  std::uint32_t lost() const { return log_.lost(); }
  std::uint32_t damaged() const { return log_.damaged(); }

 private:
  std::array<std::byte, 4096> scratch_;
  PatientLog log_;
};

// The number of this boot, from the newest record of the system's log, which apps/boot writes
// before it starts anything. 0: there is none, or it cannot be read. Reads only.
std::uint32_t boot_count(BlockDevice& device, const DataLayout& layout);

}  // namespace ocellus::storage
