// The part of a medium that one log lives in.
#pragma once

#include <cstdint>

namespace ocellus::storage {

// Which log: every record says so, and records of another are none of this one.
enum class LogName : std::uint8_t { kSystem = 1, kSettings = 2, kJournal = 3, kSnapshots = 4 };

struct LogRegion {
  LogName name = LogName::kSystem;
  std::uint64_t offset = 0;        // on the medium, bytes
  std::uint32_t segment_size = 0;  // bytes, a multiple of 512; what is overwritten at once
  std::uint32_t segments = 0;      // 2 to kMostSegments

  static constexpr std::uint32_t kMostSegments = 128;
  static constexpr std::uint32_t kFewestOnFlash = 4;  // README.md says why

  constexpr std::uint64_t size() const { return std::uint64_t{segment_size} * segments; }
};

}  // namespace ocellus::storage
